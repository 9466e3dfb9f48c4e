package dev.muster.command;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.muster.evidence.EvidenceChain;
import dev.muster.evidence.EvidenceEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Checks an exported evidence chain without a database. */
@Command(name = "verify", description = "Checks an exported evidence chain (JSON).")
final class VerifyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "EVIDENCE", description = "the JSON of /api/deployments/{id}/evidence")
  private Path file;

  @Override
  public Integer call() {
    var chain = read(Home.existing(file.toAbsolutePath()));
    var broken = EvidenceChain.firstBroken(chain);
    if (broken.isPresent()) {
      System.err.println(file + ": entry " + broken.getAsInt() + " was changed or is missing");
      return MusterCommand.FAILED;
    }
    System.out.println(file + ": " + chain.size() + " entries, unbroken");
    return MusterCommand.DONE;
  }

  private static List<EvidenceEntry> read(Path file) {
    var json = JsonMapper.builder().addModule(new JavaTimeModule()).build();
    try {
      return json.readValue(file.toFile(), new TypeReference<List<EvidenceEntry>>() {});
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " is no evidence export: " + e.getMessage(), e);
    }
  }
}
