package dev.muster.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.journal.Journal;
import dev.muster.journal.WriteFailed;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import dev.muster.plan.McpServer.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/**
 * Generated files through the real journal and the disk, as it is done for people: a plan that
 * changes, Claude Code's denied tools, a quarantine and its end, somebody who goes on writing;
 * after all that taking back gives the bytes of before. Many files at once and one scope for many
 * of them, as an installation does; in a folder in memory where there is one, so that the product's
 * own syncs cost no disk. The seed is printed; {@code -Dmuster.fuzzSeed=N} plays one again.
 */
class FuzzOnDiskTest {
  private static final int BATCH = 50;
  private static final int AT_ONCE = 8;
  private static final Path MEMORY = Path.of("/dev/shm");
  private final String dep = "d-fuzz-" + UUID.randomUUID();
  private final Map<String, Integer> seen = new ConcurrentHashMap<>();
  private Path folder;

  @BeforeAll
  static void tellTheSeed() {
    System.out.println("FuzzOnDiskTest: -Dmuster.fuzzSeed=" + FuzzTest.SEED);
  }

  @BeforeEach
  void makeFolder() throws IOException {
    Path real = Path.of("target").toAbsolutePath();
    folder =
        Files.createTempDirectory(Files.isWritable(MEMORY) ? MEMORY : real, "muster-fuzz")
            .toRealPath();
  }

  @AfterEach
  void removeFolder() throws IOException {
    FileSystemUtils.deleteRecursively(folder);
  }

  @Test
  void a_thousand_files() throws Exception {
    play(1000);
  }

  @Test
  @Tag("faults")
  void ten_thousand_files() throws Exception {
    play(10_000);
  }

  private void play(int files) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Callable<Void>> batches = new ArrayList<>();
      for (int n = 0; n < files; n += BATCH) {
        int first = n;
        batches.add(() -> batch(first));
      }
      for (Future<Void> batch : pool.invokeAll(batches)) {
        batch.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(seen.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(files);
    // Each must really have been met, else this proves nothing.
    for (String outcome : List.of("applied", "refused", "quarantined", "moved on", "denied")) {
      assertThat(seen.keySet()).as("%s", seen).anyMatch(key -> key.contains(outcome));
    }
  }

  private Void batch(int first) throws IOException {
    List<Played> batch = new ArrayList<>();
    String scope = dep + "/" + first;
    for (int n = first; n < first + BATCH; n++) {
      Played played = new Played(n, scope + "/" + n);
      seen.merge(played.outcome(), 1, Integer::sum);
      batch.add(played);
    }
    journal(batch).takeBack(scope);
    for (Played played : batch) {
      played.assertBack();
    }
    return null;
  }

  private static Journal journal(List<Played> batch) {
    return batch.get(0).room.journal;
  }

  /** One file, which has gone through all but being taken back. */
  private final class Played {
    private final String which;
    private final String scope;
    private final FuzzedFile file;
    private final ClientFixture room;
    private final Client client;
    private final List<Path> paths;
    private final List<String> done = new ArrayList<>();

    Played(int n, String scope) throws IOException {
      this.scope = scope;
      file = new FuzzedFile(new Random(FuzzTest.SEED - 1 - n));
      which = "file -%d of seed %d, %s".formatted(n + 1, FuzzTest.SEED, file.kind());
      Path home = Files.createDirectories(folder.resolve(String.valueOf(n)));
      room = new ClientFixture(home);
      client = room.client(file.client());
      paths =
          room.clients.files(client).stream().filter(p -> p.toString().endsWith("json")).toList();
      for (Path path : paths) {
        Files.createDirectories(path.getParent());
        Files.write(path, file.bytes());
      }
      boolean applied = bindAll();
      if (n % 2 == 0) {
        moveOn();
      }
      if (applied && n % 3 == 0) {
        quarantine();
      }
    }

    private boolean bindAll() throws IOException {
      try {
        for (String name : file.servers()) {
          room.clients.bind(scope, client, server(name));
        }
        for (String name : file.servers()) {
          room.clients.bind(scope, client, FuzzTest.changed(ClientFixture.stdio(name)));
        }
      } catch (WriteFailed refused) {
        assertThat(refused).as(which).message().contains(folder.toString());
        assertThat(file.isSoundFor(file.client())).as(which + refused).isFalse();
        done.add("refused");
        return false;
      }
      assertThat(FuzzedFile.BROKEN).as(which).doesNotContain(file.kind());
      FuzzTest.assertForeignIsTheSame(
          file, Format.of(client.kind()), Files.readAllBytes(paths.get(0)), which);
      done.add(paths.size() > 1 ? "applied, denied" : "applied");
      return true;
    }

    /** Claude Code is told in its settings what may not be used. */
    private McpServer server(String name) {
      McpServer plain = ClientFixture.stdio(name);
      return client.kind() == Client.Kind.CLAUDE_CODE
          ? ClientFixture.denying(plain, new Tools(List.of(), List.of("drop"), List.of()))
          : plain;
    }

    private void moveOn() throws IOException {
      for (Path path : paths) {
        byte[] live = Files.readAllBytes(path);
        byte[] moved = FuzzTest.moved(live);
        if (new String(live, UTF_8).contains("MARK") && !FuzzedFile.BROKEN.contains(file.kind())) {
          Files.write(path, moved);
        }
      }
      done.add("moved on");
    }

    private void quarantine() throws IOException {
      String name = file.servers().get(0);
      McpServer server = ClientFixture.stdio(name);
      byte[] before = Files.readAllBytes(paths.get(0));
      room.withdrawals.takeOut(scope, client, server);
      assertThat(LiveEntry.text(paths.get(0), name)).as(which).isEmpty();
      room.withdrawals.putBack(scope, client, server);
      Format format = Format.of(client.kind());
      assertThat(
              JsonText.read(Files.readAllBytes(paths.get(0)), format.dialect()).at(McpFile.SERVERS))
          .as(which)
          .hasSameSizeAs(JsonText.read(before, format.dialect()).at(McpFile.SERVERS));
      done.add("quarantined");
    }

    String outcome() {
      return String.join(", ", done);
    }

    void assertBack() throws IOException {
      boolean moved = done.contains("moved on") && !FuzzedFile.BROKEN.contains(file.kind());
      byte[] expected = moved ? FuzzTest.moved(file.bytes()) : file.bytes();
      for (Path path : paths) {
        byte[] live = Files.readAllBytes(path);
        if (!Arrays.equals(live, expected)) {
          assertThat(new String(live, UTF_8)).as(which).isEqualTo(new String(expected, UTF_8));
        }
        assertThat(live).as(which).isEqualTo(expected);
      }
    }
  }
}
