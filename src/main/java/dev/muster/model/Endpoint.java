package dev.muster.model;

import dev.muster.plan.Model;
import dev.muster.secret.SecretMissing;
import dev.muster.secret.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Whose limits a call uses up and whose trouble it meets: an account's model at an address, however
 * plans call it; at its vendor a CLI's, as the plan calls that. A digest, since an address may hold
 * what nobody should read.
 */
final class Endpoint {
  private static final int BYTES = 12;

  private Endpoint() {}

  static String of(Model model, Secrets secrets) {
    var text = model.id() + '\n' + address(model, secrets) + '\n' + model.apiKey();
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String address(Model model, Secrets secrets) {
    if (model.baseUrl() == null) {
      // The address that its CLI has built in.
      return model.cli().client();
    }
    try {
      return secrets.resolve(model.baseUrl());
    } catch (SecretMissing unresolved) {
      return model.baseUrl();
    }
  }
}
