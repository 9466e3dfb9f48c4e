package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The whole application in a process of its own: a rehearsal on embedded PostgreSQL in a given
 * folder, with known passwords, that waits at each approval.
 */
public final class MusterApplication implements AutoCloseable {
  public static final String ADMIN_PASSWORD = "admins-of-the-test";
  public static final String APPROVER_PASSWORD = "approvers-of-the-test";
  private static final Duration START = Duration.ofMinutes(3);
  private static final Pattern GREETING =
      Pattern.compile("Rehearsal (d-[a-z0-9]{8}) at (http://127\\.0\\.0\\.1:\\d+)/");

  private final Process process;
  private final Path data;
  private final String url;
  private final String deployment;

  private MusterApplication(Process process, Path data, String url, String deployment) {
    this.process = process;
    this.data = data;
    this.url = url;
    this.deployment = deployment;
  }

  /** Starts a rehearsal and waits until it says where it listens. */
  public static MusterApplication rehearsal(Path data) throws Exception {
    var output = data.resolve("output.log");
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx600m",
            "-cp",
            withoutTests(),
            Muster.class.getName(),
            "rehearse");
    builder.environment().put("MUSTER_DATA", data.toString());
    builder.environment().put("SERVER_PORT", "0");
    builder.environment().put("MUSTER_ADMIN_PASSWORD", ADMIN_PASSWORD);
    builder.environment().put("MUSTER_APPROVER_PASSWORD", APPROVER_PASSWORD);
    var process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    return greeted(process, data, output);
  }

  private static String withoutTests() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("test-classes/"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static MusterApplication greeted(Process process, Path data, Path output)
      throws Exception {
    var end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      var greeting = GREETING.matcher(Files.readString(output));
      if (greeting.find()) {
        return new MusterApplication(process, data, greeting.group(2), greeting.group(1));
      }
      Thread.sleep(200);
    }
    stop(process);
    throw new AssertionError("Muster did not start: " + Files.readString(output));
  }

  public String url() {
    return url;
  }

  /** The rehearsal's deployment. */
  public String deployment() {
    return deployment;
  }

  /** Does what an operator does who was asked for credentials: puts them into secrets.env. */
  public void provideCredentials() throws IOException {
    var kept = new java.util.Properties();
    try (var in = Files.newInputStream(data.resolve("rehearsal/rehearsal.properties"))) {
      kept.load(in);
    }
    var lines =
        List.of("LINEAR_TOKEN", "SUPABASE_TOKEN", "HF_TOKEN").stream()
            .map(name -> "REHEARSAL_" + name + "=" + kept.getProperty(name))
            .toList();
    var file = data.resolve("rehearsal/secrets.env");
    if (Files.notExists(file)) {
      Files.createFile(
          file,
          java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
              java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
    }
    Files.write(file, lines);
    assertThat(file).isNotEmptyFile();
  }

  private static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop(process);
  }
}
