package dev.muster.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.sun.net.httpserver.HttpServer;
import dev.muster.approval.Approval;
import dev.muster.approval.Approvals;
import dev.muster.approval.Kind;
import dev.muster.deployment.Deployment;
import dev.muster.deployment.Deployments;
import dev.muster.deployment.ProcessControl;
import dev.muster.deployment.Status;
import dev.muster.deployment.StatusReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a watch does when things do not go on: a login that is refused, a Muster that ends. */
class RehearsalWatchTest {
  private static final String ID = "d-12345678";
  @TempDir Path folder;
  private final AtomicInteger asked = new AtomicInteger();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream terminal = System.out;
  private final Deployments deployments = mock(Deployments.class);
  private final StatusReport report = mock(StatusReport.class);
  private HttpServer api;
  private RehearsalHome home;

  @BeforeEach
  void begin() throws Exception {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(401, -1);
          exchange.close();
        });
    api.start();
    home = RehearsalHome.in(Ground.take(folder.resolve("data")), Map.of());
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void end() {
    System.setOut(terminal);
    api.stop(0);
    home.lock().close();
  }

  @Test
  void aRefusedLoginEndsTheRehearsalAsBadInput() {
    deployment("RUNNING");
    assertThatThrownBy(() -> watch().until(ID, true, true))
        .isInstanceOf(LoginRefused.class)
        .satisfies(e -> assertThat(BadStart.code(e)).isEqualTo(MusterCommand.BAD_INPUT))
        .satisfies(e -> assertThat(BadStart.line(e)).contains("approver", home.file().toString()));
    assertThat(asked).hasValue(1);
    verify(report, never()).write(any(), any());
  }

  @Test
  void withoutExitItAsksOnceAndThenShowsWhereAPersonAnswers() throws Exception {
    deployment("RUNNING", "RUNNING", "RUNNING", "SIGNED_OFF");
    assertThat(watch().until(ID, true, false)).isEqualTo(MusterCommand.DONE);
    assertThat(asked).hasValue(1);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("--approve ends: ", "waiting: Approve wave 1 (PASS)")
        .contains("/camunda/app/tasklist/default/#/?task=task-1");
  }

  @Test
  void aMusterThatEndsEndsTheWatchQuietlyWithAReport() throws Exception {
    var watch = watch();
    when(deployments.find(ID))
        .thenAnswer(
            found -> {
              watch.stop();
              throw new IllegalStateException("Failed to obtain JDBC Connection");
            });
    assertThat(watch.until(ID, true, true)).isEqualTo(MusterCommand.WAITING);
    verify(report).write(any(), any());
  }

  private void deployment(String... states) {
    var stubbed = when(deployments.find(ID));
    for (var state : states) {
      var deployment = new Deployment(ID, "swarm", "", "", "admin", state, true, null, null);
      stubbed = stubbed.thenReturn(Optional.of(deployment));
    }
  }

  private RehearsalWatch watch() {
    var question =
        new Approval(
            "task-1",
            ID,
            Kind.APPROVE_GATE,
            "Approve wave 1",
            "wave-1",
            "",
            "admin",
            "PASS",
            "",
            "",
            "OPEN",
            null,
            null,
            null,
            null,
            null);
    var approvals = mock(Approvals.class);
    when(approvals.open()).thenReturn(List.of(question));
    var status = mock(Status.class);
    when(report.of(ID)).thenReturn(status);
    var url = "http://127.0.0.1:" + api.getAddress().getPort();
    return new RehearsalWatch(
        deployments,
        approvals,
        mock(ProcessControl.class),
        report,
        new RehearsalApprover(home, url, Map.of()),
        null,
        folder.resolve("report"));
  }
}
