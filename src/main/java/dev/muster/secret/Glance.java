package dev.muster.secret;

import java.util.BitSet;
import java.util.Collection;

/**
 * Tells at a glance that a text holds none of the known values, nor half of one: most texts do not,
 * and to search each for hundreds of forms would take longer than all that is done with it.
 */
final class Glance {
  private static final int CHARACTERS = 4;
  private static final int BITS = 16;
  private static final int SPREAD = 0x9E3779B1;
  private final BitSet ends = new BitSet(1 << BITS);

  /** Whatever is searched begins or ends with the beginning or the end of one of these. */
  Glance(Collection<String> forms) {
    for (String form : forms) {
      ends.set(hash(form, 0));
      ends.set(hash(form, form.length() - CHARACTERS));
    }
  }

  /** False: certainly not. */
  boolean mayHold(String text) {
    for (int at = 0; at + CHARACTERS <= text.length(); at++) {
      if (ends.get(hash(text, at))) {
        return true;
      }
    }
    return false;
  }

  private static int hash(String text, int at) {
    int mixed = 0;
    for (int n = at; n < at + CHARACTERS; n++) {
      mixed = (mixed << Byte.SIZE) ^ text.charAt(n);
    }
    return (mixed * SPREAD) >>> (Integer.SIZE - BITS);
  }
}
