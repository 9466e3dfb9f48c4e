package dev.muster.engine.pump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.WholeMuster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Diagrams, the list of topics and the workers name the same. */
@WholeMuster
class TopicsTest {
  private static final Pattern TOPIC = Pattern.compile("camunda:topic=\"([^\"]+)\"");
  @Autowired Topics topics;

  @Test
  void every_topic_has_a_worker_and_a_diagram_and_no_other_exists() throws IOException {
    var drawn = new TreeSet<String>();
    try (var files = Files.list(Path.of("processes"))) {
      files
          .filter(f -> f.toString().endsWith(".bpmn"))
          .forEach(f -> TOPIC.matcher(read(f)).results().forEach(m -> drawn.add(m.group(1))));
    }
    assertThat(topics.names()).isEqualTo(drawn);
    assertThat(topics.workers().stream().map(Worker::topic).collect(Collectors.toSet()))
        .isEqualTo(drawn);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
