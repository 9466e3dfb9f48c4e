package dev.muster.plan;

import java.util.regex.Pattern;

/** What looks like a secret: by the name it stands under, or by itself. */
public final class SecretWords {
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<![A-Za-z0-9])(sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}"
              + "|github_pat_[A-Za-z0-9_]{20,}|hf_[A-Za-z0-9]{16,}|AKIA[0-9A-Z]{16}"
              + "|AIza[0-9A-Za-z_-]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}|sbp_[a-z0-9]{16,}"
              + "|lin_(api|oauth)_[A-Za-z0-9]{10,}|eyJ[A-Za-z0-9_-]{10,2000}\\.eyJ[A-Za-z0-9_-]{5,}"
              + "|hooks\\.slack\\.com/services/[A-Za-z0-9]|-----BEGIN [A-Z ]*PRIVATE KEY)");
  private static final int LONGEST = 2000;
  private static final Pattern RANDOM =
      Pattern.compile("(?=\\S*[0-9])(?=\\S*[A-Za-z])[A-Za-z0-9_+/=-]{28,}");
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(api.?key|token|secret|passw|credential|authorization|cookie|access.?key).*");
  private static final Pattern PLACE_NAME = Pattern.compile("(?i).*(_file|_path|_dir|_url|-url)");

  private SecretWords() {}

  /** Whether what stands under this name is a secret. */
  public static boolean isName(String name) {
    return SECRET_NAME.matcher(name).matches() && !PLACE_NAME.matcher(name).matches();
  }

  /** Whether the text holds a token of a kind that is known. */
  public static boolean holdsToken(String text) {
    return TOKEN.matcher(text).find();
  }

  /** Whether the text holds what nobody would type; longer ones are refused for their length. */
  public static boolean looksRandom(String text) {
    return text.length() <= LONGEST && RANDOM.matcher(text).find();
  }
}
