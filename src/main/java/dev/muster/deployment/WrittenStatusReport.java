package dev.muster.deployment;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.springframework.stereotype.Service;

/** The report in its three forms. */
@Service
class WrittenStatusReport implements StatusReport {
  private final StatusAssembly assembly;
  private final ObjectWriter json;

  WrittenStatusReport(StatusAssembly assembly, ObjectMapper json) {
    this.assembly = assembly;
    this.json =
        json.writer()
            .with(SerializationFeature.INDENT_OUTPUT)
            .without(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .with(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
  }

  @Override
  public Status of(String deploymentId) {
    return assembly.of(deploymentId);
  }

  @Override
  public String markdown(Status status) {
    return StatusMarkdown.of(status);
  }

  @Override
  public String html(Status status) {
    return StatusPage.of(status, markdown(status));
  }

  @Override
  public void write(String deploymentId, Path folder) {
    var status = of(deploymentId);
    try {
      Files.createDirectories(folder);
      write(folder.resolve("status.json"), json(status));
      write(folder.resolve("status.md"), markdown(status));
      write(folder.resolve("status.html"), html(status));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the status report into " + folder, e);
    }
  }

  /** A reader sees the old file or the new one, never half of it. */
  private static void write(Path file, String text) throws IOException {
    var part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, text);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  String json(Status status) {
    try {
      return json.writeValueAsString(status) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a status report cannot be written as JSON", e);
    }
  }
}
