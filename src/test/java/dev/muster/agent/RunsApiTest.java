package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.Deployed;
import dev.muster.WholeMuster;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** A deployment's runs over HTTP, page by page. */
@WholeMuster
class RunsApiTest {
  @Autowired ApplicationContext muster;
  @LocalServerPort int port;
  @TempDir Path folder;

  @Test
  void runs_are_listed_from_the_newest_a_page_at_a_time() throws Exception {
    var dep = Deployed.in(muster, folder);
    var ids = new ArrayList<String>();
    for (int n = 0; n < 3; n++) {
      var run = dep.run("wave-1", 1, "builder", "build", "mix");
      dep.at("run", "opened_at", "id = '" + run.id() + "'", Instant.ofEpochSecond(1000 + n));
      ids.add(0, run.id());
    }

    var first = get(dep.id + "/runs?size=2", 200);
    assertThat(listed(first)).isEqualTo(ids.subList(0, 2));
    assertThat(first.get("all").asInt()).isEqualTo(3);
    assertThat(listed(get(dep.id + "/runs?size=2&page=2", 200))).isEqualTo(ids.subList(2, 3));
    assertThat(listed(get(dep.id + "/runs?page=99", 200))).isEmpty();
    assertThat(get(dep.id + "/runs?size=501", 400).get("detail").asText())
        .isEqualTo("page starts at 1, and size is from 1 to 500");
    get(dep.id + "/runs?page=0", 400);
    get(dep.id + "/runs?size=many", 400);
    get("d-zzzzzzzz/runs", 404);
  }

  private static List<String> listed(JsonNode page) {
    return page.get("runs").findValuesAsText("id");
  }

  private JsonNode get(String path, int status) throws Exception {
    var login =
        Base64.getEncoder().encodeToString("admin:admins-own".getBytes(StandardCharsets.UTF_8));
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/deployments/" + path))
            .header("Authorization", "Basic " + login)
            .build();
    var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return new ObjectMapper().readTree(answer.body());
  }
}
