package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.store.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.io.FileSystemResource;

/** Where commands send an operator's login. */
class ServedTest {
  @TempDir Path folder;

  /** Tomcat's own patience is 30 s, the commands' is ten minutes. */
  @Test
  void a_slow_answer_is_waited_for_as_long_at_both_ends() {
    var yaml = new YamlPropertiesFactoryBean();
    yaml.setResources(new FileSystemResource("src/main/resources/application.yaml"));
    var told = yaml.getObject().getProperty("spring.mvc.async.request-timeout");
    assertThat(DurationStyle.detectAndParse(told)).isEqualTo(Served.LONGEST);
  }

  /** As after kill -9: anybody may listen there by now. */
  @Test
  void an_address_of_a_muster_that_was_killed_is_forgotten_with_the_lock() throws IOException {
    var data = DataFolder.at(folder);
    var address = Files.writeString(data.resolve("address"), "http://127.0.0.1:9\n");
    try (var lock = Ground.take(folder)) {
      assertThat(address).doesNotExist();
      assertThat(Alone.isHeld(data)).isTrue();
      assertThatThrownBy(() -> Served.at(data))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("serves nobody");

      Served.announce(lock.folder(), "http://127.0.0.1:8080");

      assertThat(address).hasContent("http://127.0.0.1:8080");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(address)))
          .isEqualTo("rw-------");
      assertThat(Alone.isHeld(data)).isTrue();
      assertThat(address).exists();
    }
    assertThat(Alone.isHeld(data)).isFalse();
    assertThat(address).doesNotExist();
  }
}
