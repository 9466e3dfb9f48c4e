package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.client.Spans.Member;
import dev.muster.client.Spans.ObjectSpan;
import dev.muster.journal.Cutter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Elements of {@code permissions.deny}: puts ours in, and cuts them out with what held them. */
@Component
class DeniedToolCutter implements Cutter {
  static final String KIND = "json-denied";
  private static final String PERMISSIONS = "permissions";
  private static final String DENY = "deny";
  private static final int DEPTH = 3;

  @Override
  public String kind() {
    return KIND;
  }

  /** What a file denies now. */
  static List<String> denied(byte[] live) {
    List<String> all = new ArrayList<>();
    JsonText.read(live, Dialect.STRICT)
        .at(PERMISSIONS, DENY)
        .forEach(tool -> all.add(tool.asText()));
    return all;
  }

  /**
   * @param live null: there is no file
   */
  static byte[] deny(byte[] live, List<String> tools) {
    JsonText file = JsonText.read(live == null ? new byte[0] : live, Dialect.STRICT);
    String text = file.isBlank() ? file.text() + "{}\n" : file.text();
    text = holder(text, JsonMemberCutter.root(text), 1, PERMISSIONS, "{");
    text = holder(text, in(text, PERMISSIONS).orElseThrow(), 2, DENY, "[");
    for (String tool : tools) {
      text = MemberEdit.addElement(text, deny(text).orElseThrow().open(), DEPTH, tool);
    }
    return file.with(text);
  }

  private static String holder(String text, ObjectSpan in, int depth, String name, String opens) {
    Optional<Member> there = in.member(name);
    if (there.isPresent()) {
      if (!text.startsWith(opens, there.get().valueStart())) {
        throw new Unreadable(name + " is not what Claude Code knows there");
      }
      return text;
    }
    JsonNode empty =
        JsonText.read(
                ("{\"v\":" + (opens.equals("{") ? "{}" : "[]") + "}")
                    .getBytes(StandardCharsets.UTF_8),
                Dialect.STRICT)
            .at("v");
    return MemberEdit.add(text, in.open(), depth, name, empty);
  }

  @Override
  public byte[] cut(byte[] live, List<String> entries, byte[] preImage) {
    JsonText file = JsonMemberCutter.read(live, entries);
    if (file.isBlank() || deny(file.text()).isEmpty()) {
      return live;
    }
    String text = file.text();
    for (String tool : entries) {
      ObjectSpan deny = deny(text).orElseThrow();
      String now = text;
      text = deny.member(tool).map(m -> MemberEdit.remove(now, deny, m)).orElse(now);
    }
    if (text.equals(file.text())) {
      return live;
    }
    Optional<String> before =
        Optional.ofNullable(preImage)
            .map(bytes -> JsonMemberCutter.read(bytes, entries))
            .filter(was -> !was.isBlank())
            .map(JsonText::text);
    text = withoutHolders(text, before);
    boolean nothing = JsonMemberCutter.isEmpty(text, JsonMemberCutter.root(text));
    return nothing && before.isEmpty() ? preImage : file.with(text);
  }

  /** From the inside out: what was not there before us goes when nothing is left in it. */
  private static String withoutHolders(String text, Optional<String> before) {
    ObjectSpan deny = deny(text).orElseThrow();
    Optional<ObjectSpan> was = before.flatMap(DeniedToolCutter::deny);
    if (!JsonMemberCutter.isEmpty(text, deny)) {
      return text;
    }
    if (was.isPresent()) {
      return JsonMemberCutter.asItWas(text, deny, before.get(), was.get());
    }
    String rest = without(text, in(text, PERMISSIONS).orElseThrow(), DENY);
    ObjectSpan permissions = in(rest, PERMISSIONS).orElseThrow();
    Optional<ObjectSpan> wasIn = before.flatMap(old -> in(old, PERMISSIONS));
    if (wasIn.isPresent()) {
      return JsonMemberCutter.asItWas(rest, permissions, before.get(), wasIn.get());
    }
    if (!JsonMemberCutter.isEmpty(rest, permissions)) {
      return rest;
    }
    String bare = McpFile.removeFromRoot(rest, PERMISSIONS);
    return before
        .map(
            old ->
                JsonMemberCutter.asItWas(
                    bare, JsonMemberCutter.root(bare), old, JsonMemberCutter.root(old)))
        .orElse(bare);
  }

  private static String without(String text, ObjectSpan in, String name) {
    return in.member(name).map(member -> MemberEdit.remove(text, in, member)).orElse(text);
  }

  private static Optional<ObjectSpan> deny(String text) {
    return in(text, PERMISSIONS)
        .flatMap(in -> in.member(DENY))
        .filter(member -> text.charAt(member.valueStart()) == '[')
        .map(member -> new Spans(text).array(member.valueStart()));
  }

  private static Optional<ObjectSpan> in(String text, String name) {
    return JsonMemberCutter.root(text)
        .member(name)
        .filter(member -> text.charAt(member.valueStart()) == '{')
        .map(member -> new Spans(text).object(member.valueStart()));
  }
}
