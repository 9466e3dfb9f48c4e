package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.MusterApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person at a rehearsal: pages, Tasklist and Cockpit in one browser. */
class PagesBrowserTest {
  private static final String APPROVER = "approver:" + MusterApplication.APPROVER_PASSWORD;
  private static final String ADMIN = "admin:" + MusterApplication.ADMIN_PASSWORD;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  @TempDir Path data;
  @TempDir Path profile;

  @Test
  void approves_in_tasklist_sees_the_deployment_move_and_finds_it_in_cockpit() throws Exception {
    try (var muster = MusterApplication.rehearsal(data);
        var browser = Browser.open(muster.url(), profile, false)) {
      var page = "/deployments/" + muster.deployment();
      browser.go(page);
      browser.logIn("approver", MusterApplication.APPROVER_PASSWORD);
      browser.find("[data-element-id=Call_McpInstallation].stands-here");
      browser.says("#approvals", "Provide credentials for mcporter:linear");
      browser.picture("real-installation");
      provideCredentials(muster);

      browser.says("#approvals", "Approve MCP installation");
      browser.find("[data-element-id=Call_InstallationGate].stands-here");
      browser.assertNoComplaints();
      approveInTasklist(browser);

      // The same session: a login in Tasklist does not end the one of the pages.
      browser.go(page);
      browser.find("#diagram[data-shown=swarm-deployment]");
      browser.says("#gates", "approved by approver");
      assertThat(browser.all("[data-element-id=Call_InstallationGate].stands-here")).isEmpty();
      seeInCockpit(browser);
    }
  }

  private void approveInTasklist(Browser browser) throws Exception {
    browser.go(browser.find("#approvals a").getAttribute("href"));
    enterWebapp(browser);
    browser.click(".claim, [ng-click='claim()']");
    browser.click(".fjs-form-field-radio input:not([disabled])");
    browser.picture("tasklist");
    browser.click("[ng-click='complete()']:not([disabled])");
    browser.gone(".fjs-form-field-radio");
  }

  private void enterWebapp(Browser browser) {
    browser.type("input[ng-model=username]", "approver");
    browser.type("input[ng-model=password]", MusterApplication.APPROVER_PASSWORD);
    browser.find("form button[type=submit]").click();
  }

  private void seeInCockpit(Browser browser) throws Exception {
    browser.go(browser.find("#cockpit").getAttribute("href"));
    browser.find("[data-element-id=Call_WorkflowTest]");
    browser.picture("cockpit");
  }

  private void provideCredentials(MusterApplication muster) throws Exception {
    muster.provideCredentials();
    for (var asked : get(muster, "/api/approvals?deployment=" + muster.deployment())) {
      var request =
          request(muster, "/api/approvals/" + asked.get("taskId").asText(), ADMIN)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"decision\": \"RETRY\"}"));
      assertThat(send(request).statusCode()).isEqualTo(200);
    }
  }

  private JsonNode get(MusterApplication muster, String path) throws Exception {
    return json.readTree(send(request(muster, path, APPROVER)).body());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(MusterApplication muster, String path, String login) {
    var basic = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    return HttpRequest.newBuilder(URI.create(muster.url() + path))
        .header("Authorization", "Basic " + basic);
  }
}
