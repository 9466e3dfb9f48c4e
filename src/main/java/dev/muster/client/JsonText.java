package dev.muster.client;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A client's configuration as text, checked whole before anything is edited.
 *
 * @param bom whether the bytes began with a byte order mark
 * @param text without the mark
 * @param value what it says; missing when it holds nothing but white space and comments
 */
record JsonText(boolean bom, String text, JsonNode value) {
  private static final String BOM = "\uFEFF";
  private static final long MOST_BYTES = 16L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @throws Unreadable when it is no UTF-8, no JSON, or holds a key twice
   */
  static JsonText read(byte[] bytes, Dialect dialect) {
    String all = decode(bytes);
    boolean bom = all.startsWith(BOM);
    String text = bom ? all.substring(1) : all;
    return new JsonText(bom, text, parse(text, dialect));
  }

  /** A file's bytes, bounded as the journal bounds them. */
  static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException("larger than " + MOST_BYTES + " bytes");
    }
    return Files.readAllBytes(file);
  }

  /** The same with another text. */
  byte[] with(String changed) {
    return ((bom ? BOM : "") + changed).getBytes(StandardCharsets.UTF_8);
  }

  /** Whether there is nothing but white space and comments. */
  boolean isBlank() {
    return value.isMissingNode();
  }

  /** The member at the end of the path; missing when it is not there. */
  JsonNode at(String... path) {
    JsonNode node = value;
    for (String name : path) {
      node = node.path(name);
    }
    return node;
  }

  /** The content of a JSON string literal. */
  static String string(String literal) {
    try {
      return JSON.readValue(literal, String.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not a string literal", e);
    }
  }

  private static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Unreadable("not UTF-8 text");
    }
  }

  private static JsonNode parse(String text, Dialect dialect) {
    try (JsonParser parser = dialect.factory().createParser(text.toCharArray())) {
      parser.setCodec(JSON);
      if (parser.nextToken() == null) {
        return MissingNode.getInstance();
      }
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw new Unreadable("line " + line(parser.currentTokenLocation()) + ": not an object");
      }
      JsonNode value = parser.readValueAsTree();
      if (parser.nextToken() != null) {
        throw new Unreadable(
            "line " + line(parser.currentTokenLocation()) + ": more than one value");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw broken(e.getLocation());
    } catch (IOException e) {
      throw broken(null);
    }
  }

  /** In words of ours: the parser's own quote what stands there, which may be a secret. */
  private static Unreadable broken(JsonLocation where) {
    int column = where == null ? 1 : where.getColumnNr();
    return new Unreadable(
        "line " + line(where) + ", column " + column + ": no JSON, or a key that is there twice");
  }

  private static int line(JsonLocation where) {
    return where == null ? 1 : where.getLineNr();
  }
}
