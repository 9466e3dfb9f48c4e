package dev.muster.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where things stand in a JSON text that is known to be valid: members of an object by position, so
 * that an edit touches nothing else.
 */
final class Spans {
  private final String text;

  Spans(String text) {
    this.text = text;
  }

  /**
   * An object.
   *
   * @param open position of the opening brace
   * @param close position of the closing brace
   */
  record ObjectSpan(int open, int close, List<Member> members) {

    Optional<Member> member(String name) {
      return members.stream().filter(m -> m.name().equals(name)).findFirst();
    }
  }

  /**
   * A member; ends are exclusive.
   *
   * @param comma position of the comma after it, -1 when there is none
   */
  record Member(String name, int start, int valueStart, int end, int comma) {}

  /** Where the document's value starts, or the text's length when there is none. */
  int root() {
    return skipTrivia(0);
  }

  ObjectSpan object(int open) {
    List<Member> members = new ArrayList<>();
    int at = skipTrivia(open + 1);
    while (text.charAt(at) != '}') {
      Member member = member(at);
      members.add(member);
      at = skipTrivia(member.comma() < 0 ? member.end() : member.comma() + 1);
    }
    return new ObjectSpan(open, at, List.copyOf(members));
  }

  /** An array; its elements are members whose names are the elements' own texts. */
  ObjectSpan array(int open) {
    List<Member> elements = new ArrayList<>();
    int at = skipTrivia(open + 1);
    while (text.charAt(at) != ']') {
      int end = endOfValue(at);
      int next = skipTrivia(end);
      int comma = text.charAt(next) == ',' ? next : -1;
      String name = text.charAt(at) == '"' ? JsonText.string(text.substring(at, end)) : "";
      elements.add(new Member(name, at, at, end, comma));
      at = skipTrivia(comma < 0 ? end : comma + 1);
    }
    return new ObjectSpan(open, at, List.copyOf(elements));
  }

  private Member member(int start) {
    int nameEnd = endOfString(start);
    int value = skipTrivia(skipTrivia(nameEnd) + 1);
    int end = endOfValue(value);
    int next = skipTrivia(end);
    return new Member(
        JsonText.string(text.substring(start, nameEnd)),
        start,
        value,
        end,
        text.charAt(next) == ',' ? next : -1);
  }

  /** The first position from here that is neither white space nor comment. */
  int skipTrivia(int from) {
    int at = from;
    while (at < text.length()) {
      if (text.startsWith("//", at)) {
        at = endOfLine(at);
      } else if (text.startsWith("/*", at)) {
        at = text.indexOf("*/", at + 2) + 2;
      } else if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }

  /** Whether the trivia between the two positions ends with a line comment. */
  boolean endsInLineComment(int from, int to) {
    int at = from;
    boolean inLineComment = false;
    while (at < to) {
      inLineComment = text.startsWith("//", at);
      if (inLineComment) {
        at = endOfLine(at);
      } else {
        at = text.startsWith("/*", at) ? text.indexOf("*/", at + 2) + 2 : at + 1;
      }
    }
    return inLineComment;
  }

  private int endOfLine(int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
    return at;
  }

  private int endOfString(int open) {
    int at = open + 1;
    while (text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  private int endOfValue(int start) {
    return switch (text.charAt(start)) {
      case '"' -> endOfString(start);
      case '{', '[' -> endOfContainer(start);
      default -> endOfLiteral(start);
    };
  }

  private int endOfContainer(int open) {
    int depth = 0;
    int at = open;
    while (true) {
      char c = text.charAt(at);
      if (c == '"') {
        at = endOfString(at);
      } else if (c == '/') {
        at = skipTrivia(at);
      } else {
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        at++;
        if (depth == 0) {
          return at;
        }
      }
    }
  }

  private int endOfLiteral(int start) {
    int at = start;
    while (at < text.length() && ",]}/".indexOf(text.charAt(at)) < 0 && text.charAt(at) > ' ') {
      at++;
    }
    return at;
  }
}
