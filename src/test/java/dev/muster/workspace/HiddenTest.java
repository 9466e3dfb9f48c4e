package dev.muster.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.secret.MapSecrets;
import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** What this node hides from a real program: more than its own data folder. */
class HiddenTest {
  private Path place;
  private DataFolder data;

  /** Below the folder of temporary files there is nothing to see: it is covered as a whole. */
  @BeforeEach
  void make() throws Exception {
    place = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "hidden").toRealPath();
    assumeFalse(place.startsWith("/tmp"), "this clone lies below /tmp, which no command sees");
    data = DataFolder.at(place.resolve("data/rehearsal"));
    Files.writeString(place.resolve("data/secrets.env"), "the-very-secret");
    Files.writeString(place.resolve("other"), "can be seen");
    Files.writeString(place.resolve("token"), "the-very-token");
    Files.createDirectories(data.resolve("workspaces/w-1"));
  }

  @AfterEach
  void delete() throws Exception {
    Trees.delete(place);
  }

  /** The real Muster's secrets lie one folder up. */
  @Test
  void in_a_rehearsal_all_of_the_data_is_hidden() {
    var hiding = enclosure(place.resolve("data"));
    assertThat(seen(hiding, "data/secrets.env")).contains("No such file");
    assertThat(seen(hiding, "other")).contains("can be seen");
    assertThat(seen(enclosure(Path.of("")), "data/secrets.env")).contains("the-very-secret");
  }

  @Test
  void a_file_that_holds_a_secret_is_empty_for_a_command() {
    assertThat(seen(enclosure(Path.of("")), "token")).isEmpty();
  }

  private String seen(Enclosure enclosure, String file) {
    assumeTrue(enclosure.warning().isEmpty(), "this machine cannot confine");
    var line = List.of("cat", place.resolve(file).toString());
    var at = data.resolve("workspaces/w-1");
    var limit = Duration.ofSeconds(30);
    return new Command(line, at, data.resolve("homes"), limit, 2000, enclosure).run().output();
  }

  private Enclosure enclosure(Path hidden) {
    var others = new StaticListableBeanFactory().getBeanProvider(HiddenFolders.class);
    return new WorkspaceConfiguration()
        .enclosure("enclosed-if-possible", hidden.toString(), data, secrets(), others);
  }

  /** A token that a platform put into a file of its own, and a line of ours names. */
  private Secrets secrets() {
    return new MapSecrets() {
      @Override
      public List<Path> namedFiles() {
        return List.of(place.resolve("token"), place.resolve("none"));
      }
    };
  }
}
