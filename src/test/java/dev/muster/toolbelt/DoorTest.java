package dev.muster.toolbelt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.plan.Toolbelt;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, and as which run. */
class DoorTest {
  @TempDir Path data;
  private Belt belt;

  @BeforeEach
  void start() {
    belt = new Belt(data);
    belt.run("r-one", Belt.limits());
    belt.run("r-two", Belt.limits());
  }

  @AfterEach
  void stop() throws Exception {
    belt.close();
  }

  @Test
  void everyServerAnswersWithItsToolsAndAllAreDescribed() {
    for (var name : Toolbelt.SERVERS) {
      var entry = belt.servers.serverFor("r-one", name);
      var tools = belt.client("r-one", name).listTools().tools();
      assertThat(tools)
          .extracting(tool -> tool.name())
          .containsExactlyElementsOf(entry.expect().names());
      assertThat(tools).allSatisfy(tool -> assertThat(tool.description()).isNotBlank());
      assertThat(entry.url()).startsWith("http://127.0.0.1:").endsWith("/" + name + "/mcp");
    }
    assertThatThrownBy(() -> belt.servers.serverFor("r-one", "shell"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theToolsAreTheAgreedOnes() {
    assertThat(names("filesystem"))
        .isEqualTo("read_file write_file edit_file list_directory search_files");
    assertThat(names("git")).isEqualTo("status diff add commit log");
    assertThat(names("execution")).isEqualTo("run");
    assertThat(names("database")).isEqualTo("query tables");
    assertThat(names("web")).isEqualTo("get");
    assertThat(names("sessions")).isEqualTo("list read");
    assertThat(names("apis")).isEqualTo("operations call");
  }

  private String names(String server) {
    return String.join(" ", belt.servers.serverFor("r-one", server).expect().names());
  }

  @Test
  void withoutTheRunsTokenNobodyGetsIn() throws IOException {
    var right = belt.servers.serverFor("r-one", "filesystem").headers().get("Authorization");
    var other = belt.servers.serverFor("r-two", "filesystem").headers().get("Authorization");
    var swapped = "Bearer r-one" + other.substring(other.indexOf('.'));
    assertThat(status("Host: %s", null)).isEqualTo(401);
    for (var wrong :
        new String[] {
          "Bearer ",
          "Bearer r-one",
          "Bearer r-one.",
          "Bearer .",
          "Basic cjpy",
          swapped,
          right + "0",
          right.substring(0, right.length() - 1),
          right.replace("r-one", "r-two"),
          "r-one"
        }) {
      assertThat(status("Host: %s", wrong)).as(wrong).isEqualTo(401);
    }
    assertThat(status("Host: %s", right)).isNotEqualTo(401).isNotEqualTo(403);
    var url = belt.servers.serverFor("r-one", "filesystem").url();
    try (var client = Belt.connect(url, swapped)) {
      assertThatThrownBy(client::initialize).hasStackTraceContaining("Authorization error");
    }
  }

  @Test
  void anotherHostOrOriginIsRefused() throws IOException {
    var token = belt.servers.serverFor("r-one", "filesystem").headers().get("Authorization");
    assertThat(status("Host: evil.example:%2$d", token)).isEqualTo(403);
    assertThat(status("Host: 127.0.0.1", token)).isEqualTo(403);
    assertThat(status("Host: 127.0.0.1.evil.example:%2$d", token)).isEqualTo(403);
    assertThat(status("Host: %s\r\nOrigin: http://evil.example", token)).isEqualTo(403);
    assertThat(status("Host: %s\r\nOrigin: null", token)).isEqualTo(403);
    assertThat(status("Host: localhost:%2$d", token)).isNotEqualTo(403);
    assertThat(status("Host: %s\r\nOrigin: http://%s", token)).isNotEqualTo(403);
  }

  private int status(String headers, String authorization) throws IOException {
    var address = URI.create(belt.servers.serverFor("r-one", "filesystem").url());
    try (var socket = new Socket("127.0.0.1", address.getPort())) {
      socket.setSoTimeout(30_000);
      var request =
          "POST /filesystem/mcp HTTP/1.1\r\n"
              + String.format(
                  headers.replace("http://%s", "http://%1$s").replace("Host: %s", "Host: %1$s"),
                  address.getAuthority(),
                  address.getPort())
              + (authorization == null ? "" : "\r\nAuthorization: " + authorization)
              + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(answer.split(" ")[1]);
    }
  }

  @Test
  void itListensOnLoopbackOnly() throws Exception {
    var port = URI.create(belt.servers.serverFor("r-one", "git").url()).getPort();
    var hexPort = String.format(":%04X", port);
    var listening = new java.util.ArrayList<String>();
    for (var table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
      if (Files.exists(Path.of(table))) {
        Files.readAllLines(Path.of(table)).stream()
            .map(line -> line.trim().split("\\s+"))
            .filter(f -> f.length > 3 && f[3].equals("0A") && f[1].endsWith(hexPort))
            .forEach(f -> listening.add(f[1]));
      }
    }
    assertThat(listening)
        .allMatch(at -> at.startsWith("0100007F:") || at.contains("FFFF00000100007F:"));
  }

  @Test
  void aRunThatHasEndedMayNotCallTools() {
    belt.client("r-one", "filesystem");
    belt.contexts.remove("r-one");
    var answer = belt.call("r-one", "filesystem", "list_directory", Map.of("path", "."));
    assertThat(answer.error()).isTrue();
    assertThat(answer.text()).isEqualTo("run r-one may not use tools now");
  }

  @Test
  void aTokenSurvivesARestart() throws Exception {
    var before = belt.servers.serverFor("r-one", "git").headers();
    belt.close();
    belt = new Belt(data);
    assertThat(belt.servers.serverFor("r-one", "git").headers()).isEqualTo(before);
    assertThat(Files.getPosixFilePermissions(data.resolve("toolbelt.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aTakenPortIsSaidInOneLine() {
    var port = URI.create(belt.servers.serverFor("r-one", "git").url()).getPort();
    var settings = new ToolbeltSettings(port, 2, 2);
    try (var threads = new ToolThreads(settings)) {
      var second =
          new RunningToolbelt(settings, belt.data, () -> belt, threads, java.util.List.of());
      assertThatThrownBy(second::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("127.0.0.1:" + port);
    }
  }
}
