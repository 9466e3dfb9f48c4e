package dev.muster.mcp.oauth;

import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;

/** The real rooms of logins, on a folder of their own, and a person with a browser. */
public final class LoginFixture {
  public final Logins logins;
  public final LoginFlow flow;
  public final DataFolder data;
  public final Ahead clock = new Ahead();

  /** The real time, and what a test lets pass besides. */
  public static final class Ahead extends Clock {
    private volatile Duration by = Duration.ZERO;

    public void forward(Duration more) {
      by = by.plus(more);
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(by);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  public LoginFixture(DataFolder data, Secrets secrets) {
    this.data = data;
    var wire = new LoginWire();
    var files = new LoginFiles(data, secrets);
    var tokens = new LoginTokens(wire, secrets, clock);
    logins = new Logins(files, tokens, secrets, clock);
    var discovery = new Discovery(wire, new Authorities(wire), secrets);
    flow = new LoginFlow(discovery, new LoginClients(wire), tokens, files, secrets);
  }

  /** Goes where it is sent, as a browser does whose person grants everything. */
  public static void grant(URI address) {
    CompletableFuture.runAsync(() -> visit(address));
  }

  /** One of an address's parameters. */
  public static String parameter(URI address, String name) {
    for (var pair : address.getRawQuery().split("&")) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    throw new IllegalArgumentException(name);
  }

  /** Gives the last page's status. */
  public static int visit(URI address) {
    var browser = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();
    var request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build();
    try {
      return browser.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
