package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.springframework.context.ApplicationContextInitializer;

/** A place where a rehearsal is stopped again and again, and goes on each time. */
final class CrashedMuster {
  private static final int STOPPED = 137;
  private static final String CRASH_AT = "CRASH_AT";
  private final ChildMuster muster;
  private String[] words = words();

  private CrashedMuster(ChildMuster muster) {
    this.muster = muster;
  }

  static CrashedMuster in(Path folder) throws IOException {
    var muster = ChildMuster.in(folder);
    // Boot finds there whom it lets prepare a context.
    var factories = muster.place("classes/META-INF/spring.factories");
    Files.createDirectories(factories.getParent());
    Files.writeString(
        factories,
        ApplicationContextInitializer.class.getName() + "=" + CrashingRehearsal.class.getName());
    muster
        .running(CrashingRehearsal.class)
        .with("CRASH_FILE", muster.place("crash.txt").toString())
        .with("CRASH_LOG", muster.data().resolve("model-server.jsonl").toString())
        .with(CRASH_AT, "never:never");
    return new CrashedMuster(muster);
  }

  /** The phase before this gate fails and is repeated; stopped is only what its repeat does. */
  CrashedMuster repeating(String gate) {
    muster.with("CRASH_REPEATS", muster.place("repeated.txt").toString());
    words = Stream.concat(Stream.of(words), Stream.of("--fail", gate)).toArray(String[]::new);
    return this;
  }

  ChildMuster muster() {
    return muster;
  }

  /**
   * Goes on until it is stopped there.
   *
   * @return what it was about, see {@link CrashingRehearsal}
   */
  String crash(String place) throws IOException {
    var file = muster.place("crash.txt");
    Files.deleteIfExists(file);
    var ended = muster.with(CRASH_AT, place).run(words);
    muster.with(CRASH_AT, "never:never");
    assertThat(ended.code()).as(place + ": " + ended.output()).isEqualTo(STOPPED);
    return Files.readString(file);
  }

  /** What the last stop has left. */
  KilledRehearsal now() {
    return KilledRehearsal.of(muster.data());
  }

  /** Goes on to its end: nothing is paid twice, and nothing is lost. */
  KilledRehearsal ended() {
    var ended = muster.run(words);
    assertThat(ended.output()).contains(" ended: ").doesNotContain("incident");
    assertThat(ended.code()).as(ended.output()).isBetween(0, 1);
    return checked();
  }

  /** The books of a rehearsal that has ended. */
  KilledRehearsal checked() {
    var all = now();
    assertThat(all.sentAgain()).isEmpty();
    assertThat(all.open()).isZero();
    assertThat(all.mismatches()).isEmpty();
    assertThat(muster.processes()).as("left running").isEmpty();
    return all;
  }

  static String[] words() {
    return new String[] {"rehearse", "--approve", "--exit", "--latency", "100"};
  }
}
