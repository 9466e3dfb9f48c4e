package dev.muster.model;

import dev.muster.model.ModelFailure.Kind;
import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.Model;
import java.util.regex.Pattern;

/**
 * Why a CLI failed at its vendor, from its own words: they hold the status that the vendor answered
 * with, as Qwen Code ({@code [API Error: 429 ...]}) and Gemini CLI ({@code "code":429}) write it.
 * Words without a status tell of trouble that may pass.
 */
final class SessionFailure {
  private static final Pattern STATUS =
      Pattern.compile(
          "(?i)(?:API Error:|code\\\\*\"?:|status(?: code)?:?|HTTP)\\s*([45]\\d\\d)\\b");

  private SessionFailure() {}

  static ModelFailure of(Model model, String words) {
    var found = STATUS.matcher(words);
    Integer status = null;
    while (found.find()) {
      status = Integer.valueOf(found.group(1));
    }
    var reason = status == null ? Reason.UNAVAILABLE : Refusals.reason(model, status, words);
    return new ModelFailure(Kind.RETRY, reason, status, null, words);
  }
}
