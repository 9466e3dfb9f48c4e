package dev.muster.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.muster.evidence.EvidenceChain;
import dev.muster.evidence.EvidenceEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Checks an exported evidence chain without a database. */
@Command(name = "verify", description = "Checks an exported evidence chain (JSON).")
final class VerifyCommand implements Callable<Integer> {
  private static final String CLOSED = "deployment-closed";
  private static final String FIELDS =
      "{deploymentId, number, at, kind, subject, payload, previousHash, hash}";

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
    tell(chain);
    return MusterCommand.DONE;
  }

  /** A chain that lost its last links is unbroken too: what it ends with lets a person see it. */
  private void tell(List<EvidenceEntry> chain) {
    var first = chain.get(0);
    var last = chain.get(chain.size() - 1);
    System.out.println(
        file + ": " + chain.size() + " entries, unbroken, of deployment " + first.deploymentId());
    System.out.println("first  " + first.hash() + " " + first.at() + " " + first.kind());
    System.out.println("last   " + last.hash() + " " + last.at() + " " + last.kind());
    System.out.println(
        chain.stream()
            .filter(entry -> entry.kind().equals(CLOSED))
            .findFirst()
            .map(end -> CLOSED + " is entry " + end.number() + ": " + end.subject())
            .orElse(CLOSED + " is not in it: the deployment goes on, or the chain was cut short"));
  }

  private static List<EvidenceEntry> read(Path file) {
    try {
      var chain = json().readValue(file.toFile(), new TypeReference<List<EvidenceEntry>>() {});
      if (chain == null || chain.stream().anyMatch(Objects::isNull)) {
        throw new IllegalArgumentException(file + " is no evidence export: it holds null");
      }
      if (chain.isEmpty()) {
        throw new IllegalArgumentException(
            file + " holds no entries: an empty chain proves nothing, export it again");
      }
      return chain;
    } catch (JsonProcessingException e) {
      var line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      throw new IllegalArgumentException(
          file + ":" + line + ": is no evidence export: " + why(e) + "; export it again", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** What does not parse is told; what does not fit would be told in names of our classes. */
  private static String why(JsonProcessingException e) {
    return e instanceof JsonMappingException
        ? "a list of " + FIELDS + " is expected here"
        : e.getOriginalMessage().lines().findFirst().orElse("");
  }

  private static JsonMapper json() {
    return JsonMapper.builder()
        .addModule(new JavaTimeModule())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .build();
  }
}
