package dev.muster.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * Secrets that stand nowhere else, and the bytes by which each is recognised: its first and its
 * last twelve characters, which no escaping changes, also in hex and in base64 at any offset. What
 * stands between them is written differently in JSON, in a query and in HTML, so that only who
 * knows these forms can redact the whole.
 */
final class Marks {
  private static final int HALF = 12;
  private static final String ESCAPED_EVERYWHERE = "\"&<\\+/%= '";
  private static final int SEEN = 60;

  private final Map<String, String> values = new ConcurrentSkipListMap<>();
  private final Map<String, byte[]> needles = new ConcurrentSkipListMap<>();
  private List<Map.Entry<String, byte[]>>[] byBegin;

  /** A secret of this name, ever the same. */
  String of(String name) {
    return values.computeIfAbsent(
        name, any -> known(name, random() + ESCAPED_EVERYWHERE + random()));
  }

  /** One of letters and digits alone, for where nothing else may stand. */
  String word(String name) {
    return values.containsKey(name) ? values.get(name) : known(name, random() + random());
  }

  /** One that Muster made itself. */
  synchronized String known(String name, String value) {
    byBegin = null;
    values.put(name, value);
    add(name + " begin", value.substring(0, HALF));
    add(name + " end", value.substring(value.length() - HALF));
    return value;
  }

  private static String random() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, HALF);
  }

  private void add(String name, String half) {
    var bytes = half.getBytes(StandardCharsets.UTF_8);
    needles.put(name, bytes);
    needles.put(name + " hex", ascii(HexFormat.of().formatHex(bytes)));
    for (int offset = 0; offset < 3; offset++) {
      var core = core(bytes, offset);
      needles.put(name + " base64 " + offset, ascii(core));
      needles.put(name + " base64url " + offset, ascii(core.replace('+', '-').replace('/', '_')));
    }
  }

  /** What of its base64 does not depend on what stands before and behind. */
  private static String core(byte[] bytes, int offset) {
    var shifted = new byte[offset + bytes.length];
    System.arraycopy(bytes, 0, shifted, offset, bytes.length);
    var text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    return text.substring((offset * 8 + 5) / 6, shifted.length * 8 / 6);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What is found there, with what stands around it; looks into what is compressed, too. */
  List<String> in(String where, byte[] bytes) {
    var found = new TreeSet<String>();
    search(bytes, (name, at) -> found.add(where + ": " + name + " in " + around(bytes, at)));
    var unpacked = unpacked(bytes);
    if (unpacked.length > 0) {
      found.addAll(in(where + " (unpacked)", unpacked));
    }
    return List.copyOf(found);
  }

  private void search(byte[] bytes, java.util.function.BiConsumer<String, Integer> hit) {
    var table = byBegin();
    for (int at = 0; at + 1 < bytes.length; at++) {
      var few = table[(bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff];
      if (few != null) {
        for (var needle : few) {
          if (starts(bytes, at, needle.getValue())) {
            hit.accept(needle.getKey(), at);
          }
        }
      }
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private synchronized List<Map.Entry<String, byte[]>>[] byBegin() {
    if (byBegin != null) {
      return byBegin;
    }
    var table = new List[1 << 16];
    for (var needle : needles.entrySet()) {
      var begin = (needle.getValue()[0] & 0xff) << 8 | needle.getValue()[1] & 0xff;
      table[begin] = table[begin] == null ? new ArrayList<>() : table[begin];
      table[begin].add(needle);
    }
    byBegin = table;
    return table;
  }

  private static boolean starts(byte[] bytes, int at, byte[] needle) {
    return at + needle.length <= bytes.length
        && Arrays.equals(bytes, at, at + needle.length, needle, 0, needle.length);
  }

  private static String around(byte[] bytes, int at) {
    int from = Math.max(0, at - SEEN);
    int to = Math.min(bytes.length, at + SEEN);
    return new String(bytes, from, to - from, ISO_8859_1).replaceAll("[^ -~]+", "~");
  }

  /** gzip, and zlib as git's objects have it. */
  private static byte[] unpacked(byte[] bytes) {
    int begin = bytes.length < 2 ? 0 : (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
    if (begin != 0x1f8b && !Set.of(0x7801, 0x785e, 0x789c, 0x78da).contains(begin)) {
      return new byte[0];
    }
    try (InputStream in =
        begin == 0x1f8b
            ? new GZIPInputStream(new ByteArrayInputStream(bytes))
            : new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    } catch (IOException isNone) {
      return new byte[0];
    }
  }

  /** All that there are. */
  Map<String, String> values() {
    return new TreeMap<>(values);
  }
}
