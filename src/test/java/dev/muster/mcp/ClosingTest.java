package dev.muster.mcp;

import static dev.muster.mcp.McpFixture.node;
import static dev.muster.mcp.McpFixture.stdio;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Whatever a server does, its end comes, and what it had is free again. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ClosingTest {
  private final McpFixture room = new McpFixture();

  @AfterEach
  void close() throws Exception {
    room.close();
  }

  @Test
  void a_server_that_does_not_read_what_is_written_to_it_is_ended() throws Exception {
    var before = children();
    var ended = new AtomicInteger();
    var launch = room.launches.of(stdio("sleep", List.of("60"), Map.of()));
    var transport =
        new StdioTransport(
            launch, new JacksonMcpJsonMapper(new JsonMapper()), ended::incrementAndGet);
    transport.sendMessage(more(200_000)).subscribe();
    while (!isWriting()) {
      Thread.sleep(20);
    }
    transport.close();
    assertThat(ended).hasValue(1);
    assertThat(children()).isEqualTo(before);
  }

  private static McpSchema.JSONRPCMessage more(int characters) {
    return new McpSchema.JSONRPCNotification(
        "notifications/x", Map.of("x", "x".repeat(characters)));
  }

  private static boolean isWriting() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith("mcp-write-fixture"))
        .flatMap(thread -> List.of(thread.getValue()).stream())
        .anyMatch(frame -> frame.getMethodName().equals("writeBytes"));
  }

  private static Set<Long> children() {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  @Test
  void a_server_that_cannot_be_started_leaves_its_slot_and_no_secret() {
    room.secrets.define("TOKEN", "half\0and-half");
    var impossible = stdio("sleep", List.of("60"), Map.of("KEY", "${TOKEN}"));
    var one = new WarmSessions(room.connections(1), SessionLimits.of(9));
    try {
      var failure = catchThrowableOfType(McpFailure.class, () -> one.tools("a", impossible));
      assertThat(failure).hasMessageContaining("fixture cannot be started");
      assertThat(failure.getMessage()).doesNotContain("and-half");
      assertThat(one.tools("b", node("well-behaved"))).hasSize(3);
    } finally {
      one.destroy();
    }
  }
}
