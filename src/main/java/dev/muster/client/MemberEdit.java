package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.client.Spans.Member;
import dev.muster.client.Spans.ObjectSpan;

/**
 * Adds, replaces and removes one member of an object in a text. Removing is the exact inverse of
 * adding; every other character stays.
 */
final class MemberEdit {
  private MemberEdit() {}

  /**
   * Adds the member as the last one.
   *
   * @param depth of the object's members, 1 for the document's own
   */
  static String add(String text, int open, int depth, String name, JsonNode value) {
    Layout layout = Layout.of(text);
    ObjectSpan object = new Spans(text).object(open);
    return add(
        text, object, depth, Layout.json(name) + layout.colon() + layout.print(value, depth));
  }

  /** Adds a text as the last element of an array. */
  static String addElement(String text, int open, int depth, String element) {
    return add(text, new Spans(text).array(open), depth, Layout.json(element));
  }

  private static String add(String text, ObjectSpan in, int depth, String member) {
    Layout layout = Layout.of(text);
    return in.members().isEmpty()
        ? addFirst(text, in, layout, depth, member)
        : addLast(text, in, layout, depth, member);
  }

  private static String addFirst(
      String text, ObjectSpan object, Layout layout, int depth, String member) {
    int at = endOfTrivia(text, object.open() + 1, object.close());
    boolean closedOnOwnLine = text.substring(at, object.close()).matches("(?s).*[\r\n].*");
    String end = closedOnOwnLine ? "" : layout.lineAt(depth - 1);
    return text.substring(0, at) + layout.lineAt(depth) + member + end + text.substring(at);
  }

  /** A comment behind the last member stays with it; a trailing comma stays the file's style. */
  private static String addLast(
      String text, ObjectSpan object, Layout layout, int depth, String member) {
    Member last = object.members().get(object.members().size() - 1);
    boolean trailing = last.comma() >= 0;
    int after = trailing ? last.comma() + 1 : last.end();
    int at = endOfTrivia(text, after, object.close());
    return text.substring(0, after)
        + (trailing ? "" : ",")
        + text.substring(after, at)
        + layout.lineAt(depth)
        + member
        + (trailing ? "," : "")
        + text.substring(at);
  }

  static String replace(String text, Member member, int depth, JsonNode value) {
    return text.substring(0, member.valueStart())
        + Layout.of(text).print(value, depth)
        + text.substring(member.end());
  }

  /** Removes the member with the white space before it and one comma. */
  static String remove(String text, ObjectSpan object, Member member) {
    int index = object.members().indexOf(member);
    int before = index == 0 ? object.open() : object.members().get(index - 1).comma();
    boolean last = member.comma() < 0;
    String rest =
        last
            ? text.substring(member.end())
            : text.substring(member.end(), member.comma()) + text.substring(member.comma() + 1);
    String head = head(text, before, member.start(), rest);
    boolean dropCommaBefore = last && index > 0;
    return dropCommaBefore
        ? head.substring(0, before) + head.substring(before + 1) + rest
        : head + rest;
  }

  /** The text up to the member, without the white space unless a line comment needs its end. */
  private static String head(String text, int before, int memberStart, String rest) {
    int start = startOfSpace(text, memberStart);
    boolean newlineFollows = rest.matches("(?s)[ \\t]*[\r\n].*");
    boolean keep = !newlineFollows && new Spans(text).endsInLineComment(before + 1, start);
    return text.substring(0, keep ? memberStart : start);
  }

  /** Where the last comment before the limit ends; the start when there is none. */
  private static int endOfTrivia(String text, int from, int limit) {
    return startOfSpace(text, limit) < from ? from : startOfSpace(text, limit);
  }

  private static int startOfSpace(String text, int end) {
    int at = end;
    while (at > 0 && Character.isWhitespace(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }
}
