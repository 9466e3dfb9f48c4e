package dev.muster.rehearsal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Every request, one JSON line each, written before its answer: what a client was told is always in
 * the file, also after kill -9. A log that is opened again goes on where it ended.
 */
public final class RequestLog implements AutoCloseable {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  private static final Set<StandardOpenOption> ADDING =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final FileChannel file;
  private final List<LogEntry> entries;

  private RequestLog(FileChannel file, List<LogEntry> entries) {
    this.file = file;
    this.entries = entries;
  }

  /** Opens or creates the log. */
  static RequestLog open(Path path) {
    try {
      if (path.toAbsolutePath().getParent() != null) {
        Files.createDirectories(path.toAbsolutePath().getParent());
      }
      var before = Files.exists(path) ? read(path) : List.<LogEntry>of();
      var torn = Files.exists(path) && !endsLine(path);
      var file = FileChannel.open(path, ADDING, OWNER_ONLY);
      var log = new RequestLog(file, new ArrayList<>(before));
      if (torn) {
        log.write("\n");
      }
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the model server's log " + path, e);
    }
  }

  /** The entries of a log file; a line that a kill tore is left out, as it was never answered. */
  public static List<LogEntry> read(Path path) {
    try {
      var entries = new ArrayList<LogEntry>();
      for (var line : Files.readString(path).split("\n")) {
        if (line.endsWith("}")) {
          entries.add(JSON.readValue(line, LogEntry.class));
        }
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model server's log " + path, e);
    }
  }

  synchronized void append(LogEntry entry) {
    try {
      write(JSON.writeValueAsString(entry) + "\n");
      entries.add(entry);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the model server's log", e);
    }
  }

  synchronized List<LogEntry> entries() {
    return List.copyOf(entries);
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }

  private void write(String line) throws IOException {
    var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  private static boolean endsLine(Path path) throws IOException {
    var bytes = Files.readAllBytes(path);
    return bytes.length == 0 || bytes[bytes.length - 1] == '\n';
  }
}
