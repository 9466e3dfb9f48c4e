package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.muster.evidence.Chains;
import dev.muster.evidence.EvidenceEntry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifyCommandTest {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();
  private static final List<EvidenceEntry> WHOLE =
      Chains.of("d-12345678", "plan-frozen", "gate-judged", "deployment-closed");

  @TempDir Path folder;
  private final PrintStream[] terminal = {System.out, System.err};
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void giveBack() {
    System.setOut(terminal[0]);
    System.setErr(terminal[1]);
  }

  @Test
  void aWholeChainIsToldWithItsEndsAndItsClose() throws Exception {
    assertThat(verify(JSON.writeValueAsString(WHOLE))).isEqualTo(MusterCommand.DONE);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("3 entries, unbroken, of deployment d-12345678")
        .contains("first  " + WHOLE.get(0).hash(), "last   " + WHOLE.get(2).hash())
        .contains("deployment-closed is entry 3: SIGNED_OFF");
  }

  @Test
  void aChainThatWasCutShortShowsIt() throws Exception {
    assertThat(verify(JSON.writeValueAsString(WHOLE.subList(0, 2)))).isEqualTo(MusterCommand.DONE);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("last   " + WHOLE.get(1).hash(), "deployment-closed is not in it");
  }

  @Test
  void aLinkThatIsMissingIsNumbered() throws Exception {
    var broken = new ArrayList<>(WHOLE);
    broken.remove(1);
    assertThat(verify(JSON.writeValueAsString(broken))).isEqualTo(MusterCommand.FAILED);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("entry 2 was changed or is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | an empty chain proves nothing",
        "null | holds null",
        "[null] | holds null",
        "[{}] | evidence.json:1: is no evidence export",
        "[{\"number\": \"many\"}] | evidence.json:1: is no evidence export",
        "{\"a\": 1} | evidence.json:1: is no evidence export",
        "[] x | evidence.json:1: is no evidence export",
        "nonsense | evidence.json:1: is no evidence export",
        "'' | is no evidence export"
      })
  void whatIsNoChainIsOneLine(String text, String told) throws Exception {
    assertThat(verify("" + text)).isEqualTo(MusterCommand.BAD_INPUT);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains(told, "evidence.json")
        .doesNotContain("Source", "REDACTED", "dev.muster");
  }

  private int verify(String text) throws Exception {
    var file = Files.writeString(folder.resolve("evidence.json"), text);
    return MusterCommand.run("verify", file.toString());
  }
}
