package dev.muster.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.approval.Approval;
import dev.muster.approval.Kind;
import dev.muster.secret.SecretsFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Answers questions as people would, over the API with a person's login. Approvals are given by
 * another user than the requester; every FAIL or INCONCLUSIVE question is answered "take back".
 */
final class RehearsalApprover {
  static final String REQUESTER = "admin";
  private static final String APPROVER = "approver";

  private final RehearsalHome home;
  private final String url;
  private final Map<String, String> tokens;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  RehearsalApprover(RehearsalHome home, String url, Map<String, String> tokens) {
    this.home = home;
    this.url = url;
    this.tokens = tokens;
  }

  /**
   * Answers one open question; what the API said when it refused, else null. Throws {@link
   * LoginRefused}.
   */
  String answer(Approval asked, SecretsFile secrets) {
    if (asked.kind() == Kind.PROVIDE_CREDENTIALS) {
      tokens.forEach((name, token) -> secrets.store("REHEARSAL_" + name, token));
    }
    var operator = asked.kind().group().equals("operators");
    var user = operator ? REQUESTER : APPROVER;
    var password = home.kept().get(operator ? RehearsalHome.ADMIN : RehearsalHome.APPROVER);
    return post(asked.taskId(), user, password, form(asked.kind()));
  }

  /** Where a person answers it. */
  String page(Approval asked) {
    return url + asked.tasklist();
  }

  private static Map<String, String> form(Kind kind) {
    var form = new HashMap<String, String>();
    form.put("reason", "rehearsal");
    form.put(
        "decision",
        switch (kind) {
          case REVIEW_TOOLS -> "KEEP_QUARANTINED";
          case APPROVE_GATE, APPROVE_ROUTING -> "APPROVE";
          case DECIDE_FAILED, DECIDE_INCONCLUSIVE -> "TAKE_BACK";
          case CONFIRM_WAIVER -> "REFUSE";
          case PROVIDE_CREDENTIALS -> "RETRY";
          case APPROVE_TOOL_CALL -> "ALLOW";
          case REVIEW_RESULT -> "ACCEPT";
          case LOOK_INTO_ALARM -> "RESOLVED";
        });
    return form;
  }

  private String post(String taskId, String user, String password, Map<String, String> form) {
    var login =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    try {
      var request =
          HttpRequest.newBuilder(URI.create(url + "/api/approvals/" + taskId))
              .header("Authorization", "Basic " + login)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(form)))
              .build();
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 401 || answer.statusCode() == 403) {
        throw new LoginRefused(user, answer.statusCode(), home);
      }
      return answer.statusCode() < 300 ? null : answer.statusCode() + " " + answer.body();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
