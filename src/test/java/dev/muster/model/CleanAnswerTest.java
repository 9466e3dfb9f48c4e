package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.ledger.Usage;
import dev.muster.secret.Secrets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A value may be as short as a year, and may stand in what the protocol itself says. */
class CleanAnswerTest {
  private static final Secrets SECRETS = new Halves();
  private static final ChatRequest REQUEST = TestModels.ask(TestModels.sonnet("http://127.0.0.1"));

  @Test
  void figures_and_the_models_own_id_stay_as_they_were_said() {
    var usage = new Usage(2026, 0, 0, 2026, 0);
    var clean = clean(said("claude-sonnet-5", "In 2026.", usage, null));

    assertThat(clean.usage()).isEqualTo(usage);
    assertThat(clean.answeredAs()).isEqualTo("claude-sonnet-5");
    assertThat(clean.text()).isEqualTo("In ${PIN}.");
  }

  @Test
  void the_id_of_a_model_that_nobody_asked_is_a_text_like_any_other() {
    assertThat(clean(said("claude-2026", "", null, null)).answeredAs())
        .isEqualTo("${ORGANISATION}-${PIN}");
  }

  @Test
  void a_stream_that_broke_before_its_first_word_tells_no_id() {
    assertThat(clean(said(null, "", null, null)).answeredAs()).isNull();
  }

  /** What is signed as a whole is refused when one word of it differs. */
  @Test
  void signed_reasoning_is_given_back_as_it_was_or_not_at_all() {
    var quiet = verbatim("[{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"abc\"}]");
    var loud = verbatim("[{\"type\":\"thinking\",\"thinking\":\"2026\",\"signature\":\"abc\"}]");

    assertThat(clean(said("claude-sonnet-5", "", null, quiet)).verbatim()).isSameAs(quiet);
    assertThat(clean(said("claude-sonnet-5", "", null, loud)).verbatim()).isNull();
  }

  @Test
  void what_a_tool_is_to_be_called_with_holds_no_secret() {
    var call =
        new ToolCall("c1", "git__log", json("{\"since\":\"2026-01-01\",\"max\":2026}"), null);
    var said = new ChatAnswer("claude-sonnet-5", "", List.of(call), ChatAnswer.Stop.TOOLS, null);

    assertThat(clean(said).toolCalls().get(0).arguments())
        .isEqualTo(json("{\"since\":\"${PIN}-01-01\",\"max\":2026}"));
  }

  /** Half of a value may be any address, and a tool does what it is told. */
  @Test
  void what_a_tool_is_to_be_called_with_loses_no_half_of_a_value() {
    var call = new ToolCall("c1", "web__fetch", json("{\"url\":\"https://half\"}"), null);
    var said = new ChatAnswer("m", "https://half", List.of(call), ChatAnswer.Stop.TOOLS, null);

    assertThat(clean(said).toolCalls().get(0).arguments()).isEqualTo(call.arguments());
    assertThat(clean(said).text()).isEqualTo("${HOOK}");
  }

  private static ChatAnswer clean(ChatAnswer said) {
    return CleanAnswer.of(REQUEST, said, SECRETS);
  }

  /** Its values stand in texts whole, and one in half. */
  private static final class Halves implements Secrets {
    private final TestSecrets whole =
        new TestSecrets().with("PIN", "2026").with("ORGANISATION", "claude");

    @Override
    public String redact(String text) {
      return redactWhole(text).replace("https://half", "${HOOK}");
    }

    @Override
    public String redactWhole(String text) {
      return whole.redact(text);
    }

    @Override
    public String resolve(String template) {
      return whole.resolve(template);
    }

    @Override
    public java.util.Optional<String> find(String name) {
      return whole.find(name);
    }

    @Override
    public java.util.Set<String> missing(String template) {
      return whole.missing(template);
    }

    @Override
    public String resolvePlaces(String template) {
      return whole.resolvePlaces(template);
    }

    @Override
    public void remember(String name, String value) {
      whole.remember(name, value);
    }

    @Override
    public void define(String name, String value) {
      whole.define(name, value);
    }
  }

  private static ChatAnswer said(String as, String text, Usage usage, Verbatim verbatim) {
    return new ChatAnswer(as, text, List.of(), ChatAnswer.Stop.END, usage, verbatim, null);
  }

  private static Verbatim verbatim(String content) {
    return new Verbatim(REQUEST.model().protocol(), REQUEST.model().id(), json(content));
  }

  private static JsonNode json(String text) {
    try {
      return TestModels.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
