package dev.muster.deployment;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.evidence.Evidence;
import dev.muster.plan.DeploymentPlans;
import dev.muster.secret.Secrets;
import dev.muster.threads.Threads;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Posts notices to the plan's webhook, three times at most, on threads of its own. */
@Service
class WebhookNotices implements Notices {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookNotices.class);
  private static final int WIDTH = 2;
  private static final int MOST_WAITING = 500;
  private static final int TRIES = 3;
  private static final long FIRST_WAIT_MILLIS = 500;
  private static final int LONGEST = 500;

  private final NoticeTable table;
  private final DeploymentPlans plans;
  private final Evidence evidence;
  private final Secrets secrets;
  private final Webhook webhook;
  private final ObjectMapper json;
  private final String home;
  private final ScheduledThreadPoolExecutor senders =
      new ScheduledThreadPoolExecutor(WIDTH, Threads.named("muster-notices"));

  WebhookNotices(
      NoticeTable table,
      DeploymentPlans plans,
      Evidence evidence,
      Secrets secrets,
      Webhook webhook,
      ObjectMapper json,
      @Value("${muster.url:http://localhost:${server.port:8080}}") String home) {
    this.table = table;
    this.plans = plans;
    this.evidence = evidence;
    this.secrets = secrets;
    this.webhook = webhook;
    this.json = json;
    this.home = home;
  }

  @Override
  public void tell(Notice notice) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      later(() -> begin(notice), notice, 0);
      return;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            later(() -> begin(notice), notice, 0);
          }
        });
  }

  private void later(Runnable work, Notice notice, long millis) {
    if (senders.isShutdown() || senders.getQueue().size() >= MOST_WAITING) {
      LOG.warn("{} of {} is not told: too many wait", notice.kind(), notice.deploymentId());
      return;
    }
    senders.schedule(() -> quietly(work, notice), millis, TimeUnit.MILLISECONDS);
  }

  private void quietly(Runnable work, Notice notice) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("{} of {} is not told: {}", notice.kind(), notice.deploymentId(), text(e));
    }
  }

  private void begin(Notice notice) {
    var to = plans.of(notice.deploymentId()).plan().notification().webhook();
    if (to != null && table.first(notice.deploymentId(), notice.key())) {
      send(notice, to, 1);
    }
  }

  private void send(Notice notice, String to, int number) {
    String failure;
    boolean again;
    try {
      var status = webhook.post(secrets.resolve(to), body(notice));
      failure = status / 100 == 2 ? null : "HTTP " + status;
      again = status >= 500 || status == 429;
    } catch (IOException e) {
      failure = text(e);
      again = true;
    } catch (RuntimeException e) {
      failure = text(e);
      again = false;
    }
    if (failure == null) {
      return;
    }
    if (again && number < TRIES) {
      later(() -> send(notice, to, number + 1), notice, FIRST_WAIT_MILLIS << (number - 1));
    } else {
      failed(notice, failure, number);
    }
  }

  private void failed(Notice notice, String failure, int tries) {
    LOG.warn("{} of {} is not told: {}", notice.kind(), notice.deploymentId(), failure);
    var payload = Map.of("kind", notice.kind(), "why", failure, "tries", tries);
    evidence.append(notice.deploymentId(), "notice-failed", notice.name(), payload);
  }

  private String body(Notice notice) throws IOException {
    var fields = new LinkedHashMap<String, String>();
    fields.put("deployment", notice.deploymentId());
    fields.put("kind", notice.kind());
    fields.put("name", secrets.redact(notice.name()));
    fields.put("summary", secrets.redact(notice.summary()));
    fields.put("link", home + notice.page());
    return json.writeValueAsString(fields);
  }

  /** The address may hold a secret, and what failed may name it. */
  private String text(Exception e) {
    var text = secrets.redact(e.getMessage() == null ? e.toString() : e.getMessage());
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...";
  }

  @PreDestroy
  void close() {
    senders.shutdownNow();
  }
}
