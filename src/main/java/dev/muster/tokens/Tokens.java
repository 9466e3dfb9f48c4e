package dev.muster.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts tokens with one named tokenizer (o200k_base) for every model: comparable figures, not a
 * provider's bill.
 */
public final class Tokens {
  /** The tokenizer. */
  public static final String NAME = "o200k_base";

  private static final int REMEMBERED = 1_000;
  private static final int REMEMBERED_LENGTH = 20_000;

  private final Map<String, Integer> counts = new LinkedHashMap<>(64, 0.75f, true);

  /** Tokens of a text; a conversation is sent again at each turn, so counts are remembered. */
  public int count(String text) {
    if (text.length() > REMEMBERED_LENGTH) {
      return Shared.ENCODING.countTokensOrdinary(text);
    }
    synchronized (counts) {
      var known = counts.get(text);
      if (known != null) {
        return known;
      }
    }
    var counted = Shared.ENCODING.countTokensOrdinary(text);
    remember(text, counted);
    return counted;
  }

  /** The longest beginning of a text with at most so many tokens. */
  public String cut(String text, int tokens) {
    return Shared.ENCODING.decode(Shared.ENCODING.encodeOrdinary(text, tokens).getTokens());
  }

  private void remember(String text, int counted) {
    synchronized (counts) {
      counts.put(text, counted);
      if (counts.size() > REMEMBERED) {
        var eldest = counts.keySet().iterator();
        eldest.next();
        eldest.remove();
      }
    }
  }

  /** Loads the tokenizer before the first request needs it; that takes most of a second. */
  public static void warmUp() {
    var thread = new Thread(() -> Shared.ENCODING.countTokensOrdinary(NAME), "muster-tokens");
    thread.setDaemon(true);
    thread.start();
  }

  /** One for all: its tables are large. */
  private static final class Shared {
    static final Encoding ENCODING =
        Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
  }
}
