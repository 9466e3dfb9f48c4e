package dev.muster.mcp.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  private static final Addresses REMOTE = Addresses.of(URI.create("https://mcp.example/team/mcp"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://login.example/token",
        "http://127.0.0.1:8080/token",
        "https://127.0.0.1/token",
        "https://localhost/token",
        "https://[::1]/token",
        "https://user:word@login.example/token",
        "file:///etc/passwd",
        "/token"
      })
  void a_remote_server_sends_us_nowhere_but_to_tls_elsewhere(String address) {
    assertThatThrownBy(() -> REMOTE.checked(URI.create(address), "it"))
        .isInstanceOf(LoginFailed.class)
        .message()
        .doesNotContain("word");
  }

  @Test
  void tls_elsewhere_is_where_logins_are() {
    URI address = URI.create("https://login.example/token");
    assertThat(REMOTE.checked(address, "it")).isEqualTo(address);
    assertThatThrownBy(() -> Addresses.of(URI.create("http://mcp.example/mcp")))
        .isInstanceOf(LoginFailed.class);
  }

  @Test
  void a_server_on_this_machine_may_have_its_authority_here() {
    Addresses near = Addresses.of(URI.create("http://localhost:3000/mcp"));
    URI address = URI.create("http://127.0.0.1:3001/token");
    assertThat(near.checked(address, "it")).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource({
    "https://mcp.example/team/mcp, true",
    "https://mcp.example/team/mcp/, true",
    "https://MCP.example/team, true",
    "https://mcp.example:443/team/mcp, true",
    "//mcp.example/team/mcp, false",
    "https://mcp.example, true",
    "https://mcp.example/tea, false",
    "https://mcp.example/team/mcp/more, false",
    "https://mcp.example:444/team/mcp, false",
    "http://mcp.example/team/mcp, false",
    "https://evil.example/team/mcp, false"
  })
  void a_resource_is_ours_when_it_is_the_server_or_above_it(URI resource, boolean ours) {
    assertThat(REMOTE.isWithin(resource)).isEqualTo(ours);
  }

  @Test
  void a_resource_has_no_query_and_no_slash_at_its_end() {
    assertThat(Addresses.of(URI.create("https://MCP.Example/mcp/?key=x")).resource())
        .isEqualTo(URI.create("https://mcp.example/mcp"));
  }
}
