package dev.muster.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a confined program sees of this machine. Covered: the given folders; temporary files, where
 * other programs leave sockets; {@code /run}, whose services would start something outside; {@code
 * /dev}, where the disk is; {@code /sys}, where root could make the kernel start something. All
 * else can be read and not written. Every step costs a millisecond, so there are few.
 */
final class Covers {
  private static final Path DEV = Path.of("/dev");
  private static final Path RUN = Path.of("/run");
  private static final Path PROC = Path.of("/proc");
  private static final List<String> DEVICES = List.of("null", "zero", "random", "urandom");
  private static final List<String> STREAMS = List.of("fd", "fd/0", "fd/1", "fd/2");
  private static final List<String> NAMES = List.of("fd", "stdin", "stdout", "stderr");
  private final Path folder;
  private final List<Cover> covers = new ArrayList<>();
  private final List<Shown> shown = new ArrayList<>();

  /**
   * @param folder empty, for what the covers are made of
   * @param hidden folders and files to cover
   * @param shown what can be seen of them; never one of them as a whole
   */
  Covers(Path folder, List<Path> hidden, List<Shown> shown) throws IOException {
    this.folder = folder;
    var temporary = Stream.of("/tmp", System.getProperty("java.io.tmpdir")).map(Path::of);
    for (var place : temporary.filter(Files::isDirectory).toList()) {
      cover(place, true);
    }
    for (var place : hidden) {
      cover(place, false);
    }
    cover(RUN, true);
    cover(DEV, true);
    cover(Path.of("/sys"), true);
    dropInner();
    devices();
    run();
    for (var one : shown) {
      if (hidden.stream().noneMatch(place -> place.startsWith(one.place()))) {
        this.shown.add(one);
      }
    }
  }

  private void cover(Path place, boolean writable) throws IOException {
    var stand = folder.resolve("c" + covers.size());
    if (Files.isDirectory(place)) {
      covers.add(new Cover(place.toRealPath(), Files.createDirectory(stand), writable));
    } else if (Files.isRegularFile(place)) {
      covers.add(new Cover(place.toRealPath(), Files.createFile(stand), writable));
    }
  }

  /** A folder in a covered one is covered. */
  private void dropInner() {
    var all = List.copyOf(covers);
    covers.clear();
    for (var cover : all) {
      var again = covers.stream().anyMatch(c -> c.place().equals(cover.place()));
      if (!again && all.stream().noneMatch(c -> c.holds(cover.place()))) {
        covers.add(cover);
      }
    }
  }

  private void devices() throws IOException {
    var dev = coverOf(DEV.resolve("null")).orElseThrow().stand();
    for (var i = 0; i < NAMES.size(); i++) {
      Files.createSymbolicLink(dev.resolve(NAMES.get(i)), Path.of("/proc/self", STREAMS.get(i)));
    }
    Files.createDirectory(dev.resolve("shm"));
    DEVICES.forEach(name -> shown.add(Shown.writable(DEV.resolve(name))));
  }

  /** Names on the network are found, and so are the programs of a system that keeps them there. */
  private void run() throws IOException {
    var names = Path.of("/etc/resolv.conf");
    if (Files.exists(names) && names.toRealPath().startsWith(RUN)) {
      shown.add(Shown.readable(names.toRealPath()));
    }
    if (Files.isDirectory(RUN.resolve("current-system"))) {
      shown.add(Shown.readable(RUN.resolve("current-system")));
    }
  }

  /** The steps of {@link Namespaces}. */
  List<String> steps() throws IOException {
    var steps = new ArrayList<String>();
    for (var one : shown) {
      var cover = coverOf(one.place());
      var at = cover.isPresent() ? cover.get().placeFor(one) : one.place();
      steps.addAll(bind(one.place(), at));
      if (!one.writable()) {
        steps.addAll(lock(at));
      }
    }
    machine(steps);
    // What covers the covers' own folder comes last.
    covers.stream()
        .sorted(Comparator.comparing(c -> c.holds(folder)))
        .forEach(c -> steps.addAll(bind(c.stand(), c.place())));
    covers.stream().filter(c -> !c.writable()).forEach(c -> steps.addAll(lock(c.place())));
    return steps;
  }

  /** What is not the root and cannot be locked here keeps its owners and modes. */
  private void machine(List<String> steps) throws IOException {
    steps.add("alone");
    steps.addAll(lock(Path.of("/")));
    steps.addAll(lock(PROC));
    MountPoints.writable().stream()
        .filter(place -> place.getNameCount() > 0 && !place.startsWith(PROC))
        .filter(place -> covers.stream().noneMatch(c -> place.startsWith(c.place())))
        .forEach(place -> steps.addAll(List.of("try", place.toString())));
  }

  private Optional<Cover> coverOf(Path path) {
    return covers.stream().filter(c -> c.holds(path)).findFirst();
  }

  private static List<String> lock(Path place) {
    return List.of("lock", place.toString());
  }

  private static List<String> bind(Path source, Path place) {
    return List.of("bind", source.toString(), place.toString());
  }
}
