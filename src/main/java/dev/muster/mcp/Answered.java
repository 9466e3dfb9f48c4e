package dev.muster.mcp;

import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * An answer with another body.
 *
 * @param told all but the body
 */
record Answered<T>(HttpResponse<?> told, T body) implements HttpResponse<T> {

  @Override
  public int statusCode() {
    return told.statusCode();
  }

  @Override
  public HttpRequest request() {
    return told.request();
  }

  @Override
  public Optional<HttpResponse<T>> previousResponse() {
    return Optional.empty();
  }

  @Override
  public HttpHeaders headers() {
    return told.headers();
  }

  @Override
  public Optional<SSLSession> sslSession() {
    return told.sslSession();
  }

  @Override
  public URI uri() {
    return told.uri();
  }

  @Override
  public Version version() {
    return told.version();
  }
}
