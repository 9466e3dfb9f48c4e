package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The pages in a browser, over ports that answer from memory. */
@SpringBootTest(classes = FakeMuster.class, webEnvironment = WebEnvironment.RANDOM_PORT)
class PagesTest {
  private static final String PAGE = "/deployments/" + FakeMuster.RUNNING;
  @LocalServerPort int port;
  @Autowired FakeMuster.State state;
  @TempDir Path profile;
  private Browser browser;

  @BeforeEach
  void open() {
    state.reset();
    browser = Browser.open("http://127.0.0.1:" + port, profile, false);
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void asks_for_a_login_and_then_shows_the_page_that_was_asked_for() throws Exception {
    browser.go(PAGE);
    browser.picture("login");
    browser.logIn("approver", "wrong");
    browser.says("[role=alert]", "Wrong user or password");
    browser.picture("login-wrong");

    browser.logIn("approver", "pass of approver");

    browser.says("h1", "Multi-model swarm");
    assertThat(browser.address()).contains(PAGE);
    browser.find(".bar form button").click();
    browser.says("[role=status]", "You are logged out");
    browser.go("/");
    browser.find("#username");
  }

  @Test
  void lists_deployments_with_status_gates_and_cost() throws Exception {
    enter("/");

    browser.says("#deployments", "SIGNED_OFF");
    browser.says("#deployments", "mcp-installation: PASS");
    browser.says("#deployments", "1 approval");
    browser.picture("deployments");
    browser.assertNoComplaints();
  }

  @Test
  void shows_where_tokens_stand_and_follows_them() throws Exception {
    enter(PAGE);

    browser.find("#diagram[data-shown=swarm-deployment]");
    browser.find("[data-element-id=Call_McpInstallation].stands-here");
    browser.picture("deployment");
    browser.assertNoComplaints();

    state.tokens.clear();
    state.token("swarm-deployment", "Call_WorkflowTest", "Workflow test", "");

    browser.find("[data-element-id=Call_WorkflowTest].stands-here");
    assertThat(browser.all("[data-element-id=Call_McpInstallation].stands-here")).isEmpty();
  }

  @Test
  void tells_what_peoples_own_clis_spent() throws Exception {
    enter(PAGE);
    browser.find("#personal").click();

    browser.says("#personal tbody tr:nth-child(1)", "2026-11-24");
    browser.says("#personal tbody tr:nth-child(1)", "<b>coder</b>");
    browser.says("#personal tbody tr:nth-child(1)", "12,000");
    browser.says("#personal tbody tr:nth-child(1)", "$0.0125");
    browser.says("#personal tbody tr:nth-child(1)", "1 of unknown end, counted at $1.0000");
    browser.says("#personal tbody tr:nth-child(2)", "unmeasured");
    browser.picture("personal");
    browser.assertNoComplaints();

    browser.find("a[href$='mine=true']").click();

    browser.says("#personal tbody tr:nth-child(1)", "approver");
    assertThat(browser.all("#personal tbody tr")).hasSize(1);
  }

  @Test
  void opens_the_diagram_of_a_called_process() throws Exception {
    enter(PAGE);

    browser.find("#tab-mcp-installation").click();

    browser.find("#diagram[data-shown=mcp-installation]");
    browser.says("#diagram .token", "2");
    browser.says("#tab-mcp-installation", "2");
    browser.picture("called-process");
    browser.go(PAGE + "#process=swarm-deployment");
    browser.find("#diagram[data-shown=swarm-deployment] button.token").click();
    browser.find("#diagram[data-shown=mcp-installation]");
  }

  @Test
  void writes_figures_gates_bindings_and_costs() throws Exception {
    enter(PAGE);

    browser.says("#headline", "Saving (rehearsed)");
    browser.says("#gates", "linear was not probed");
    browser.says("#gates", "model qwen cannot be used (HTTP 401)");
    browser.says("#bindings", "NEEDS_AUTH");
    browser.says("#bindings", "<b>chrome</b>");
    browser.says("#bindings tbody tr:first-child td:nth-of-type(1)", "CONNECTED");
    browser.says("#bindings tbody tr:first-child td:nth-of-type(1)", "15 tools");
    browser.says("#bindings tbody tr:first-child td:nth-of-type(1)", "0.3 s");
    browser.says("#bindings tbody tr:nth-child(2)", "HTTP 401 at initialize");
    browser.says("#context", "2,140");
    browser.says("#context", "deny: [trade, <i>bid</i>]");
    browser.says("#costs", "$0.0212");
    browser.says("#costs", "1 unmeasured");
    browser.says("#costs", "and $0.0420 included");
    browser.says("#agents", "infra-optimization-eng");
    assertThat(browser.find("#approvals a").getAttribute("href"))
        .endsWith("/camunda/app/tasklist/default/#/?task=task-1");
    assertThat(browser.find("#cockpit").getAttribute("href"))
        .contains("/process-instance/instance-of-swarm-deployment/");
  }

  @Test
  void updates_by_itself_and_leaves_what_a_person_opened_open() throws Exception {
    enter(PAGE);
    browser.find("#gate-0 summary").click();
    browser.find("#report summary").click();
    browser.find("#report iframe");
    browser.says("#approvals", "Approve wave 1");

    state.approvals.clear();

    browser.says("#approvals", "Nobody is asked");
    browser.says("#gate-0", "0.0312 is below 0.10");
    assertThat(browser.all("#report iframe")).hasSize(1);
    browser.assertNoComplaints();
  }

  @Test
  void shows_what_changed_in_a_servers_tools_as_text_and_nothing_else() throws Exception {
    enter(PAGE + "/tools/github");

    browser.says(".diff .added", SampleStatus.HOSTILE);
    browser.says("h3", "create_issue<b>");
    browser.says("main", "QUARANTINED");
    browser.says("main", "gate x");
    assertThat(browser.all("#evil")).isEmpty();
    browser.picture("tools");
    browser.assertNoComplaints();

    browser.go(PAGE + "/tools/linear");
    browser.says("main", "Nothing is approved yet");
  }

  /** A first lock is read before it is approved, beside what was approved elsewhere. */
  @Test
  void shows_all_tools_that_an_installation_would_approve_and_what_differs_from_the_last()
      throws Exception {
    enter(PAGE);
    browser.find("#bindings a[href$='/tools/finance']").click();

    browser.says("main", "Nothing is approved yet");
    browser.says("main", "DIFFERENT");
    browser.says("main", "0 changed, 1 added, 0 removed");
    browser.says("main", "All tools");
    browser.says(".diff .added", SampleStatus.HOSTILE);
    assertThat(browser.all("#evil")).isEmpty();
    browser.picture("tools-first");
    browser.assertNoComplaints();
  }

  @Test
  void shows_why_a_turn_was_given_to_its_model_and_who_was_passed_over() throws Exception {
    enter(PAGE);
    browser.find("#runs").click();
    browser.says("main", "builder");
    browser.find("a[href$='/runs/r-1']").click();

    browser.says("#routing summary", "Turn 2: gpt");
    browser.says("#routing summary", "in place of qwen");
    browser.find("#routing summary").click();
    browser.says("#routing", "rate limited");
    assertThat(browser.all("#evil")).isEmpty();
    browser.picture("run");
    browser.assertNoComplaints();

    browser.go(PAGE + "/runs/r-2");
    browser.says("main", "nothing at this address");
  }

  @Test
  void shows_of_a_run_that_was_given_away_as_a_whole_its_one_decision() throws Exception {
    enter(PAGE + "/runs/r-cli");

    browser.says("#routing summary", "The whole run: copilot");
    browser.says("#routing summary", "by mix");
    browser.says("#routing summary", "for the whole run");
    assertThat(browser.all("#routing details")).hasSize(1);
    browser.find("#routing summary").click();
    browser.says("#routing thead", "Had (runs)");
    browser.says("#routing tbody tr:nth-child(2)", "not so far behind");
    browser.says("#sessions", "The budget is soft");
    browser.says("#sessions tbody tr:nth-child(1)", "its server toolbelt is failed");
    browser.says("#sessions tbody tr:nth-child(2)", "vendor, soft budget");
    // All of its input: 24,310 and 18,000 from the cache.
    browser.says("#sessions tbody tr:nth-child(2)", "42310");
    browser.picture("run-of-a-cli");
    browser.assertNoComplaints();
  }

  @Test
  void lists_runs_page_by_page() throws Exception {
    enter(PAGE + "/runs");

    browser.says("#turn-pages", "page 1 of 2, 51 runs");
    assertThat(browser.all("tbody tr")).hasSize(50);
    assertThat(browser.all("#turn-pages a")).hasSize(1);
    browser.picture("runs");
    browser.find("#turn-pages a[rel=next]").click();

    browser.says("#turn-pages", "page 2 of 2");
    assertThat(browser.all("tbody tr")).hasSize(1);
    browser.find("#turn-pages a[rel=prev]").click();
    browser.says("#turn-pages", "page 1 of 2");
    browser.assertNoComplaints();
  }

  @Test
  void says_that_a_deployment_is_unknown() throws Exception {
    enter("/deployments/d-zzzzzzzz");

    browser.says("main", "nothing at this address");
    browser.picture("unknown");
  }

  @Test
  void is_dark_where_people_want_it_dark() throws Exception {
    browser.close();
    browser = Browser.open("http://127.0.0.1:" + port, profile, true);
    enter(PAGE);
    browser.find("[data-element-id=Call_McpInstallation].stands-here");

    assertThat(browser.script("return matchMedia('(prefers-color-scheme: dark)').matches"))
        .isEqualTo(true);
    browser.picture("deployment-dark");
  }

  private void enter(String path) {
    browser.go(path);
    browser.logIn("approver", "pass of approver");
  }
}
