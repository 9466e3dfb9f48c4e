package dev.muster.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.evidence.Evidence;
import dev.muster.evidence.EvidenceEntry;
import dev.muster.store.DataFolder;
import dev.muster.workspace.WorkspacesForTests;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader of the report learns that agents' commands were not confined. */
class NotConfinedTest {
  @TempDir Path data;
  private final Chain chain = new Chain();

  private List<String> found(String commands, String unshare) {
    var enclosure = WorkspacesForTests.enclosure(DataFolder.at(data), commands, unshare);
    new NotConfined(enclosure, chain).record("d-1");
    return NotConfined.findings(chain.entries);
  }

  @Test
  void where_the_machine_cannot_the_finding_says_why() {
    assertThat(found("enclosed-if-possible", "no-unshare"))
        .singleElement()
        .asString()
        .startsWith("When this deployment began: agents' commands are not confined")
        .contains("no-unshare", "secrets");
  }

  @Test
  void so_does_what_the_operator_decided() {
    assertThat(found("unconfined", "unshare")).singleElement().asString().contains("MUSTER_COMM");
  }

  /** {@code true} takes the place of all that confines, and so the trial cannot be passed. */
  @Test
  void a_program_that_only_claims_to_confine_is_found_out() {
    assertThat(found("enclosed-if-possible", "true")).hasSize(1);
  }

  @Test
  void nothing_is_said_of_commands_that_are_confined() {
    var confined = WorkspacesForTests.failing(new IOException("not reached"));
    new NotConfined(confined, chain).record("d-1");
    assertThat(chain.entries).isEmpty();
  }

  /** In memory. */
  private static final class Chain implements Evidence {
    private final List<EvidenceEntry> entries = new ArrayList<>();

    @Override
    public String append(String deployment, String kind, String subject, Object payload) {
      try {
        var text = new ObjectMapper().writeValueAsString(payload);
        var at = Instant.EPOCH;
        entries.add(new EvidenceEntry(deployment, 1, at, kind, subject, text, "", ""));
        return "";
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    public List<EvidenceEntry> chain(String deployment) {
      return entries;
    }
  }
}
