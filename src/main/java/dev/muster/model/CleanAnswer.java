package dev.muster.model;

import dev.muster.secret.CleanTree;
import dev.muster.secret.Secrets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * An answer as it may be stored, shown and given to tools: a provider may say what it was sent, its
 * key included. Read first and cleaned then, so that a value that looks like a word of the protocol
 * changes neither figures nor ids. What somebody acts on, a call and signed reasoning, loses whole
 * values only: a half of one may be any address.
 */
final class CleanAnswer {
  private CleanAnswer() {}

  /** What the request itself names, its model and tools, is no secret, whatever it looks like. */
  static ChatAnswer of(ChatRequest request, ChatAnswer said, Secrets secrets) {
    UnaryOperator<String> whole = secrets::redactWhole;
    return new ChatAnswer(
        id(request, said.answeredAs(), whole),
        text(said.text(), secrets::redact),
        calls(request, said.toolCalls(), whole),
        said.stop(),
        said.usage(),
        verbatim(said.verbatim(), whole),
        said.firstTokenMillis());
  }

  /** Of a stream that broke early there is none. */
  private static String id(ChatRequest request, String said, UnaryOperator<String> clean) {
    return said != null && request.model().answersAs(said) ? said : text(said, clean);
  }

  private static String text(String said, UnaryOperator<String> clean) {
    return said == null ? null : clean.apply(said);
  }

  private static List<ToolCall> calls(
      ChatRequest request, List<ToolCall> calls, UnaryOperator<String> clean) {
    var offered = request.tools().stream().map(ToolSpec::name).collect(Collectors.toSet());
    return calls.stream()
        .map(
            call ->
                new ToolCall(
                    text(call.id(), clean),
                    offered.contains(call.name()) ? call.name() : text(call.name(), clean),
                    CleanTree.of(call.arguments(), clean),
                    text(call.signature(), clean)))
        .toList();
  }

  /** Signed as a whole: what is changed in one word is refused, so it is left out as a whole. */
  private static Verbatim verbatim(Verbatim said, UnaryOperator<String> clean) {
    return said == null || CleanTree.of(said.content(), clean).equals(said.content()) ? said : null;
  }
}
