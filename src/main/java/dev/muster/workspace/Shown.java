package dev.muster.workspace;

import java.nio.file.Path;

/** Something that a program sees although what surrounds it is covered. */
record Shown(Path place, boolean writable) {

  static Shown writable(Path place) {
    return new Shown(place, true);
  }

  static Shown readable(Path place) {
    return new Shown(place, false);
  }
}
