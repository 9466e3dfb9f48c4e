package dev.muster.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.Deployed;
import dev.muster.WholeMuster;
import dev.muster.agent.AgentRegistry;
import dev.muster.agent.AgentRegistry.Status;
import dev.muster.deployment.Deployments;
import dev.muster.evidence.Evidence;
import dev.muster.evidence.EvidenceEntry;
import dev.muster.journal.Journal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** What Muster wrote, asked about and taken back through a running Muster. */
@WholeMuster
class ClientsApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  @Autowired ApplicationContext muster;
  @Autowired Clients clients;
  @LocalServerPort int port;
  @TempDir Path folder;
  private Deployed dep;
  private Path file;

  @BeforeEach
  void oneServerInOneClient() {
    dep = Deployed.in(muster, folder);
    var client = dep.plan().clients().get("qwen-code");
    clients.bind(
        dep.id + "/mcp-installation/qwen-code", client, dep.plan().mcpServers().get("finance"));
    file = clients.files(client).get(0);
  }

  /** All have the same home. */
  @AfterEach
  void nothingLeft() {
    dep.bean(Journal.class).takeBack(dep.id);
  }

  @Test
  void drift_then_uninstall() throws Exception {
    dep.bean(AgentRegistry.class).set(dep.id, "builder", Status.ACTIVE, "passed");
    assertThat(ask("GET", "/api/drift?deployment=" + dep.id, 200).findValuesAsText("state"))
        .containsExactly("AS_WRITTEN");
    Files.writeString(file, Files.readString(file).replace("uvx", "theirs"));
    var drift = ask("GET", "/api/drift?deployment=" + dep.id, 200).get(0);
    assertThat(drift.get("state").asText()).isEqualTo("CHANGED");
    assertThat(drift.get("file").asText()).isEqualTo(file.toString());
    assertThat(drift.get("members").toString()).contains("command");

    dep.bean(Deployments.class).close(dep.id, "KEPT");
    var undone = ask("POST", "/api/uninstall?deployment=" + dep.id, 200);

    assertThat(undone.findValuesAsText("how")).containsExactly("CUT");
    assertThat(file).doesNotExist();
    assertThat(ask("GET", "/api/drift?deployment=" + dep.id, 200)).isEmpty();
    assertThat(dep.bean(AgentRegistry.class).find(dep.id, "builder").orElseThrow().status())
        .isEqualTo(Status.TAKEN_BACK);
    assertThat(dep.bean(Evidence.class).chain(dep.id))
        .extracting(EvidenceEntry::kind)
        .contains("taken-back");
    assertThat(dep.bean(Evidence.class).chain(dep.id))
        .filteredOn(entry -> entry.kind().equals("taken-back"))
        .allSatisfy(entry -> assertThat(entry.payload()).contains("\"by\":\"admin\""));
  }

  @Test
  void what_still_runs_is_not_taken_back() throws Exception {
    var wrote = Files.readString(file);
    for (var asked : List.of("/api/uninstall?deployment=" + dep.id, "/api/uninstall")) {
      var refused = ask("POST", asked, 409);
      assertThat(refused.get("detail").asText()).contains(dep.id, "abort it first");
    }
    assertThat(file).hasContent(wrote);
    assertThat(dep.bean(Evidence.class).chain(dep.id))
        .extracting(EvidenceEntry::kind)
        .doesNotContain("taken-back");
  }

  @Test
  void a_deployment_that_nobody_knows() throws Exception {
    var refused = ask("POST", "/api/uninstall?deployment=d-none", 404);
    assertThat(refused.get("detail").asText()).contains("no such deployment: d-none");
    assertThat(ask("GET", "/api/drift?deployment=d-none", 404).get("detail").asText())
        .contains("d-none");
  }

  @Test
  void a_probe_that_somebody_asks_for() throws Exception {
    var probed = ask("POST", "/api/probes?deployment=" + dep.id + "&client=qwen-code", 200);
    assertThat(probed).hasSize(1);
    assertThat(probed.get(0).get("server").asText()).isEqualTo("finance");
    assertThat(probed.get(0).get("rungs").get(0).get("name").asText()).isEqualTo("config");
    assertThat(probed.get(0).get("rungs").get(0).get("passed").asBoolean()).isTrue();
    assertThat(probed.get(0).get("rungs").get(0).get("seconds").isNumber()).isTrue();
    assertThat(dep.bean(dev.muster.mcp.Probe.class).states(dep.id)).isEmpty();

    dep.bean(Journal.class).takeBack(dep.id);
    for (var there :
        Map.of(
                "{}",
                "holds no server finance",
                "{\"mcpServers\": {\"finance\": {\"command\": \"/bin/theirs\"}}}",
                "is another, not Muster's",
                "{\"mcpServers\": ghp_hunter2}",
                "cannot be checked: line 1")
            .entrySet()) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, there.getKey());
      var other = ask("POST", "/api/probes?deployment=" + dep.id + "&client=qwen-code", 200).get(0);
      assertThat(other.get("state").asText()).isNotEqualTo("CONNECTED");
      var config = other.get("rungs").get(0);
      assertThat(config.get("name").asText()).isEqualTo("config");
      assertThat(config.get("passed").asBoolean()).isFalse();
      assertThat(config.get("note").asText())
          .startsWith("not configured by Muster: ")
          .contains(there.getValue())
          .doesNotContain("ghp");
    }
    Files.delete(file);

    var refused = ask("POST", "/api/probes?deployment=" + dep.id + "&server=none", 404);
    assertThat(refused.get("detail").asText()).contains("qwen-code:finance");
  }

  private JsonNode ask(String method, String path, int status) throws Exception {
    var login = Base64.getEncoder().encodeToString("admin:admins-own".getBytes());
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Basic " + login)
            .method(method, BodyPublishers.noBody())
            .build();
    var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }
}
