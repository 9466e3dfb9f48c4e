package dev.muster.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.ledger.TestLedger;
import dev.muster.model.ModelFailure.Kind;
import dev.muster.model.ModelFailure.Reason;
import dev.muster.plan.Model;
import dev.muster.secret.Secrets;
import dev.muster.secret.SecretsFile;
import dev.muster.secret.SecretsFileUnusable;
import dev.muster.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom nobody should ask now, and until when. */
class HealthTest {
  private final PassingClock clock = new PassingClock();
  private final TestSecrets secrets = new TestSecrets();
  private final Model model = TestModels.sonnet("http://" + TestLedger.fresh("host"));
  private final HealthTable one = new HealthTable(TestDatabase.jdbc(), secrets, clock);
  private final HealthTable other = new HealthTable(TestDatabase.jdbc(), secrets, clock);

  @Test
  void a_provider_says_itself_how_long_it_wants_to_be_left_alone() {
    fail(Reason.RATE_LIMITED, 429, Duration.ofSeconds(30));

    assertThat(other.obstacle(model))
        .hasValueSatisfying(o -> assertThat(o).contains("rate limited"));
    clock.pass(29);
    assertThat(one.obstacle(model)).isPresent();
    clock.pass(2);
    assertThat(one.obstacle(model)).isEmpty();
  }

  @Test
  void the_pause_grows_with_each_failure_in_a_row_and_one_call_tries_afterwards() {
    fail(Reason.UNAVAILABLE, 503, null);
    clock.pass(6);
    assertThat(one.obstacle(model)).isEmpty();
    fail(Reason.UNAVAILABLE, 503, null);
    clock.pass(6);
    assertThat(one.obstacle(model)).as("twice as long").isPresent();
    clock.pass(5);

    assertThat(one.obstacle(model)).isEmpty();
    assertThat(one.mayTry(model)).isTrue();
    assertThat(other.mayTry(model)).as("one call on all nodes").isFalse();
    assertThat(other.obstacle(model))
        .hasValueSatisfying(o -> assertThat(o).contains("one call is trying"));
  }

  @Test
  void an_answer_closes_the_circuit_on_a_node_that_only_heard_of_the_failure() {
    fail(Reason.UNAVAILABLE, 503, null);
    assertThat(other.obstacle(model)).isPresent();
    other.answered(model, clock.instant(), null);

    assertThat(one.obstacle(model)).isEmpty();
    assertThat(one.failures(model)).hasSize(1);
    assertThat(one.failures(model).get(0)).matches(f -> f.inARow() == 0 && f.status() == 503);
    fail(Reason.UNAVAILABLE, 503, null);
    clock.pass(6);
    assertThat(one.obstacle(model)).as("counted anew").isEmpty();
  }

  @Test
  void what_a_person_has_to_mend_is_tried_rarely_and_what_lies_in_the_call_is_nobodys_fault() {
    var minutes = Map.of(Reason.AUTH, 5L, Reason.MODEL_UNKNOWN, 60L);
    minutes.forEach(
        (reason, pause) ->
            assertThat(Cooldown.after(reason, 1, null)).isEqualTo(Duration.ofMinutes(pause)));
    assertThat(Cooldown.after(Reason.UNAVAILABLE, 1000, null)).isEqualTo(Duration.ofMinutes(5));

    fail(Reason.CONTEXT_TOO_LONG, 400, null);
    fail(Reason.CONTENT_REFUSED, 400, null);
    fail(Reason.BAD_REQUEST, 400, null);
    assertThat(one.obstacle(model)).isEmpty();
    assertThat(one.mayTry(model)).isTrue();
    assertThat(one.failures(model)).hasSize(3).allMatch(f -> f.inARow() == 0);
  }

  @Test
  void another_key_or_address_has_its_own_health() {
    fail(Reason.AUTH, 401, null);
    assertThat(one.obstacle(TestModels.sonnet("http://" + TestLedger.fresh("host")))).isEmpty();
  }

  @Test
  void limits_that_an_answer_used_up_are_waited_for_without_a_failure() {
    one.answered(model, clock.instant(), clock.instant().plusSeconds(30));

    assertThat(other.obstacle(model))
        .hasValueSatisfying(o -> assertThat(o).contains("rate limited, left alone until"));
    assertThat(other.mayTry(model)).isFalse();
    other.answered(model, clock.instant(), null);
    assertThat(one.obstacle(model)).as("sent before the limits were used up").isPresent();
    clock.pass(31);
    assertThat(one.obstacle(model)).isEmpty();
    assertThat(one.mayTry(model)).isTrue();
    assertThat(other.mayTry(model)).as("nobody has to try first").isTrue();
    assertThat(one.failures(model)).allMatch(f -> f.inARow() == 0);
  }

  @Test
  void used_up_limits_outlast_the_end_of_a_failure_and_never_ten_minutes() {
    fail(Reason.RATE_LIMITED, 429, Duration.ofSeconds(5));
    clock.pass(6);
    one.answered(model, clock.instant(), clock.instant().plus(Duration.ofDays(400)));

    clock.pass(599);
    assertThat(one.obstacle(model)).isPresent();
    clock.pass(2);
    assertThat(one.obstacle(model)).as("it may be half full already").isEmpty();
  }

  @Test
  void limits_that_were_used_up_once_stand_in_nobodys_way_after_another_failure() {
    one.answered(model, clock.instant(), clock.instant().plusSeconds(30));
    clock.pass(3600);
    fail(Reason.UNAVAILABLE, 503, null);
    clock.pass(6);

    assertThat(one.obstacle(model)).isEmpty();
    assertThat(one.mayTry(model)).isTrue();
    assertThat(other.mayTry(model)).as("one call on all nodes").isFalse();
    clock.pass(121);
    assertThat(other.mayTry(model)).as("whoever tried was not heard of again").isTrue();
  }

  @Test
  void a_try_is_not_used_up_while_something_else_speaks_against_the_model() {
    fail(Reason.UNAVAILABLE, 503, null);
    fail(Reason.RATE_LIMITED, 429, Duration.ofSeconds(30));
    clock.pass(6);
    assertThat(one.mayTry(model)).isFalse();
    clock.pass(25);

    assertThat(one.obstacle(model)).isEmpty();
    assertThat(one.mayTry(model)).isTrue();
  }

  @Test
  void whoever_was_to_try_and_ended_by_its_own_fault_leaves_the_try_to_the_next() {
    fail(Reason.UNAVAILABLE, 503, null);
    clock.pass(6);
    assertThat(one.mayTry(model)).isTrue();
    assertThat(other.mayTry(model)).isFalse();

    fail(Reason.CONTEXT_TOO_LONG, 400, null);

    assertThat(other.mayTry(model)).isTrue();
  }

  @Test
  void an_answer_to_what_was_asked_before_a_limit_says_nothing_about_it() {
    var before = clock.instant();
    clock.pass(1);
    fail(Reason.RATE_LIMITED, 429, Duration.ofSeconds(60));
    clock.pass(1);
    one.answered(model, before, null);
    assertThat(one.obstacle(model)).isPresent();
    assertThat(other.obstacle(model)).isPresent();
    clock.pass(60);

    one.answered(model, clock.instant(), null);
    assertThat(one.failures(model)).allMatch(f -> f.inARow() == 0);
  }

  @Test
  void any_answer_shows_that_trouble_of_the_provider_is_over() {
    var before = clock.instant();
    clock.pass(1);
    fail(Reason.UNAVAILABLE, 503, null);

    one.answered(model, before, null);

    assertThat(other.obstacle(model)).isEmpty();
  }

  @Test
  void nobody_asks_during_a_pause_that_passes_by_itself_and_what_is_mended_is_asked_at_once() {
    fail(Reason.AUTH, 401, null);
    fail(Reason.MODEL_UNKNOWN, 404, null);
    assertThat(one.pause(model)).as("a person has to mend it").isEmpty();
    fail(Reason.UNAVAILABLE, 503, null);
    fail(Reason.RATE_LIMITED, 429, Duration.ofSeconds(60));

    var pause = other.pause(model).orElseThrow();

    assertThat(pause.kind()).isEqualTo(Kind.WAIT);
    assertThat(pause.reason()).isEqualTo(Reason.RATE_LIMITED);
    assertThat(pause.retryAfter()).isEqualTo(Duration.ofSeconds(60));
    assertThat(pause)
        .hasMessageContaining("rate limited, left alone until")
        .hasMessageContaining("HTTP 429");
    clock.pass(61);
    assertThat(other.pause(model)).isEmpty();
  }

  /** Of what is passed on: it adds a few milliseconds, and a question would be a third of them. */
  @Test
  void a_pause_is_looked_up_for_what_this_node_knows_to_be_failing_and_else_nothing_is_read() {
    fail(Reason.RATE_LIMITED, 429, Duration.ofSeconds(60));

    assertThat(one.knownPause(model)).isPresent();
    assertThat(other.knownPause(model)).as("it has not heard of it").isEmpty();
    other.obstacle(model);
    assertThat(other.knownPause(model)).isPresent();
    assertThat(new HealthTable(null, secrets, clock).knownPause(model)).isEmpty();
    clock.pass(61);
    assertThat(one.knownPause(model)).isEmpty();
  }

  /** Their bucket may serve again in a moment, and a CLI tries a few times only. */
  @Test
  void what_is_passed_on_is_not_refused_since_an_answer_used_up_the_limits() {
    one.answered(model, clock.instant(), clock.instant().plusSeconds(30));

    assertThat(one.pause(model)).as("turns wait").isPresent();
    assertThat(one.knownPause(model)).isEmpty();
  }

  /** The provider says itself for how long; answers of before it may still come. */
  @Test
  void a_refusal_holds_for_its_own_time_whatever_answers_say_of_the_limits() {
    var before = clock.instant();
    one.answered(model, before, before.plusSeconds(360));
    fail(Reason.RATE_LIMITED, 429, Duration.ofSeconds(2));
    one.answered(model, before.minusSeconds(1), before.plusSeconds(360));

    assertThat(one.knownPause(model))
        .hasValueSatisfying(p -> assertThat(p.retryAfter()).isEqualTo(Duration.ofSeconds(2)));
    clock.pass(3);
    assertThat(one.knownPause(model)).isEmpty();
    assertThat(one.obstacle(model)).isEmpty();
  }

  @Test
  void limits_that_an_answer_used_up_are_told_without_the_words_of_an_old_failure() {
    fail(Reason.RATE_LIMITED, 429, Duration.ofSeconds(5));
    clock.pass(6);
    one.answered(model, clock.instant(), null);
    clock.pass(3600);
    var then = clock.instant();
    one.answered(model, then, then.plusSeconds(30));

    assertThat(one.failures(model))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.error()).contains("used up").doesNotContain("429");
              assertThat(row.status()).isNull();
              assertThat(row.at()).isEqualTo(then);
            });
  }

  /** Ten streams on one connection that is reset are one trouble. */
  @Test
  void what_fails_at_the_same_time_is_one_failure_in_a_row() {
    for (int i = 0; i < 10; i++) {
      fail(Reason.UNAVAILABLE, 503, null);
    }
    assertThat(one.failures(model)).singleElement().matches(f -> f.inARow() == 1);
    clock.pass(6);
    assertThat(one.pause(model)).isEmpty();
    fail(Reason.UNAVAILABLE, 503, null);
    assertThat(one.failures(model)).singleElement().matches(f -> f.inARow() == 2);
  }

  /** Each call that was sent meanwhile would be refused, and cost its task a try. */
  @Test
  void a_pause_of_hours_is_kept_by_everybody_until_it_is_over() {
    fail(Reason.RATE_LIMITED, 429, Duration.ofHours(1));
    clock.pass(60);
    assertThat(other.pause(model))
        .hasValueSatisfying(
            pause -> {
              assertThat(pause.kind()).isEqualTo(Kind.WAIT);
              assertThat(pause.retryAfter()).isEqualTo(Duration.ofMinutes(59));
            });
    clock.pass(3541);
    assertThat(other.pause(model)).isEmpty();

    fail(Reason.RATE_LIMITED, 429, Duration.ofDays(400));
    assertThat(other.pause(model))
        .hasValueSatisfying(p -> assertThat(p.retryAfter()).isEqualTo(Duration.ofDays(1)));
    clock.pass(24 * 3600 + 1);
    assertThat(other.pause(model)).isEmpty();
  }

  /** Else whoever waits for the call's end would wait for ever. */
  @Test
  void a_file_of_secrets_that_cannot_be_read_now_loses_no_calls_end(@TempDir Path folder)
      throws IOException {
    var file = Files.writeString(folder.resolve("secrets.env"), "HOST=http://127.0.0.1:9\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    var table =
        new HealthTable(TestDatabase.jdbc(), Secrets.of(Map.of(), SecretsFile.at(file)), clock);
    var there = TestModels.sonnet("${HOST}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> table.pause(there)).isInstanceOf(SecretsFileUnusable.class);
    table.failed(there, new ModelFailure(Kind.RETRY, Reason.UNAVAILABLE, 503, null, "HTTP 503"));
    table.answered(there, clock.instant(), clock.instant().plusSeconds(30));

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(table.failures(there)).isEmpty();
  }

  private void fail(Reason reason, int status, Duration after) {
    one.failed(model, new ModelFailure(Kind.RETRY, reason, status, after, "HTTP " + status));
  }
}
