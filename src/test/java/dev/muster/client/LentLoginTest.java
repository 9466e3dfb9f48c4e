package dev.muster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.muster.client.CliSessions.Login;
import dev.muster.client.CliSessions.Session;
import dev.muster.plan.Client;
import dev.muster.plan.Client.Kind;
import dev.muster.secret.MapSecrets;
import dev.muster.store.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person's login after a session that used it: renewed once is renewed for them. */
@Timeout(120)
class LentLoginTest {
  private static final String OLD = "{\"refresh_token\": \"old\"}";
  private static final String NEW = "{\"refresh_token\": \"new\"}";
  private static final String MINE = "$HOME/.qwen/oauth_creds.json";

  @TempDir Path folder;
  private Path login;

  @BeforeEach
  void login() throws IOException {
    login = Files.createDirectories(folder.resolve("person/.qwen")).resolve("oauth_creds.json");
    Files.writeString(login, OLD);
    Files.setPosixFilePermissions(login, PosixFilePermissions.fromString("rw-r-----"));
  }

  /** As Qwen Code does: a file beside it, renamed over it, which leaves nothing of a link. */
  @Test
  void one_renewed_by_rename_comes_back_whole_with_its_mode() throws IOException {
    session("echo secret > $HOME/.qwen/other.json\n" + renamed(NEW));

    assertThat(login).hasContent(NEW);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(login)))
        .isEqualTo("rw-r-----");
    try (var files = Files.list(login.getParent())) {
      assertThat(files).as("only the login, and nothing half written").containsExactly(login);
    }
  }

  @Test
  void one_renewed_in_place_is_theirs_at_once() throws IOException {
    session("printf '%s' '" + NEW + "' > " + MINE + "\ncat " + login + " > " + folder + "/seen");
    assertThat(login).hasContent(NEW);
    assertThat(folder.resolve("seen")).hasContent(NEW);
  }

  /** The dotfiles of some people are links. */
  @Test
  void a_login_that_is_a_link_stays_one() throws IOException {
    var kept = folder.resolve("dotfiles.json");
    Files.move(login, kept);
    Files.createSymbolicLink(login, kept);
    session(renamed(NEW));
    assertThat(kept).hasContent(NEW);
    assertThat(Files.isSymbolicLink(login)).isTrue();
  }

  @Test
  void theirs_that_has_changed_meanwhile_is_left() throws IOException {
    session(renamed(NEW) + "\necho '{\"refresh_token\": \"theirs\"}' > " + login);
    assertThat(login).hasContent("{\"refresh_token\": \"theirs\"}\n");
  }

  @Test
  void theirs_that_is_gone_meanwhile_stays_gone() throws IOException {
    session(renamed(NEW) + "\nrm " + login);
    assertThat(login).doesNotExist();
  }

  @Test
  void one_that_was_not_renewed_or_is_half_written_is_left() throws IOException {
    var before = Files.readAttributes(login, "unix:ino,lastModifiedTime");
    session(renamed(OLD));
    session(renamed("{\"refresh_tok"));
    session("rm " + MINE);
    session("exit 0");
    assertThat(login).hasContent(OLD);
    assertThat(Files.readAttributes(login, "unix:ino,lastModifiedTime"))
        .as("untouched")
        .isEqualTo(before);
  }

  @Test
  void the_next_start_brings_back_what_a_killed_muster_could_not() throws IOException {
    var rooms = folder.resolve("data/sessions");
    var room = Room.in(rooms, folder.resolve("cache"), "r-1.1");
    room.lend(folder.resolve("person"), ".qwen/oauth_creds.json");
    var mine = room.home().resolve(".qwen/oauth_creds.json");
    assertThat(Files.isSymbolicLink(mine)).isTrue();
    var fresh = Files.writeString(mine.resolveSibling("fresh"), NEW);
    Files.move(fresh, mine, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(Files.isRegularFile(mine, LinkOption.NOFOLLOW_LINKS)).isTrue();

    sessions();

    assertThat(login).hasContent(NEW);
    assertThat(room.root()).doesNotExist();
  }

  /**
   * As an abort does, and Muster that is stopped in order: the thread is still interrupted then.
   */
  @Test
  void one_renewed_by_a_session_that_is_cancelled_comes_back_too() throws Exception {
    var done = folder.resolve("done");
    var interrupted = new CompletableFuture<Boolean>();
    var thread =
        new Thread(
            () -> {
              catchThrowable(() -> session(renamed(NEW) + "\ntouch " + done + "; sleep 60"));
              interrupted.complete(Thread.interrupted());
            });
    thread.start();
    while (!Files.exists(done)) {
      Thread.onSpinWait();
    }

    thread.interrupt();

    assertThat(interrupted.get(30, TimeUnit.SECONDS)).as("kept for the caller").isTrue();
    assertThat(login).hasContent(NEW);
    assertThat(folder.resolve("data/sessions")).isEmptyDirectory();
  }

  @Test
  void one_that_cannot_be_brought_back_is_kept_for_the_next_start() throws IOException {
    var inTheWay = login.resolveSibling("oauth_creds.json.muster-login/x");
    Files.createDirectories(inTheWay);

    session("echo in-clear > $HOME/.qwen/servers.json\n" + renamed(NEW));

    assertThat(login).hasContent(OLD);
    sessions();
    try (var left = Files.walk(folder.resolve("data/sessions"))) {
      assertThat(left.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("oauth_creds.json", "oauth_creds.json.json");
    }
    var moved = Files.move(folder.resolve("data"), folder.resolve("moved"));
    Files.createSymbolicLink(folder.resolve("data"), moved);
    sessions();
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    sessions();
    assertThat(login).hasContent(NEW);
    assertThat(folder.resolve("data/sessions")).isEmptyDirectory();
  }

  /** It is written before the session begins, so nothing was renewed then. */
  @Test
  void a_note_that_muster_was_killed_over_keeps_nothing() throws IOException {
    var room = Room.in(folder.resolve("data/sessions"), folder.resolve("cache"), "r-1.1");
    room.lend(folder.resolve("person"), ".qwen/oauth_creds.json");
    Files.writeString(room.root().resolve("logins/oauth_creds.json.json"), "{\"mine\":");

    sessions();

    assertThat(login).hasContent(OLD);
    assertThat(room.root()).doesNotExist();
  }

  private static String renamed(String text) {
    return "printf '%s' '" + text + "' > $HOME/.qwen/fresh && mv $HOME/.qwen/fresh " + MINE;
  }

  private LocalCliSessions sessions() {
    var secrets = new MapSecrets();
    return new LocalCliSessions(
        new References(secrets), secrets, DataFolder.at(folder.resolve("data")));
  }

  private void session(String body) throws IOException {
    var cli = folder.resolve("cli.sh");
    Files.writeString(
        cli, "#!/bin/sh\nif [ \"$1\" = --version ]; then echo 1.2.3; exit; fi\n" + body + "\n");
    assertThat(cli.toFile().setExecutable(true)).isTrue();
    var home = folder.resolve("person").toString();
    sessions()
        .run(
            new Session(
                "r-1.1",
                new Client("cli", Kind.QWEN_CODE, home, List.of(), false, false, null, "" + cli),
                "1.2.3",
                "m-1",
                new Login(null, null, false),
                "You are it.",
                "Your task: do it",
                List.of(),
                9,
                Duration.ofSeconds(30)),
            () -> {});
  }
}
