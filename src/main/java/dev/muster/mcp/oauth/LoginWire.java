package dev.muster.mcp.oauth;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.springframework.stereotype.Component;

/**
 * Sends the library's requests. Bounded in time and in size; follows no redirect, so that nothing
 * is sent to an address that was not checked; repeats nothing by itself.
 */
@Component
class LoginWire implements HTTPRequestSender {
  private static final Duration CALL = Duration.ofSeconds(20);
  private static final long MOST_BYTES = 1 << 20;
  private static final MediaType JSON = MediaType.get("application/json");
  private final OkHttpClient http =
      new OkHttpClient.Builder()
          .callTimeout(CALL)
          .followRedirects(false)
          .retryOnConnectionFailure(false)
          .build();

  HTTPResponse send(HTTPRequest request, String what) {
    try {
      return request.send(this);
    } catch (IOException e) {
      throw unreachable(what, request.getURI(), e);
    }
  }

  HTTPResponse get(URI address, String what) {
    HTTPRequest request = new HTTPRequest(HTTPRequest.Method.GET, address);
    request.setAccept("application/json");
    return send(request, what);
  }

  /** Status and headers only: a stream of events may follow, and never end. */
  Challenge challenge(URI server, Map<String, String> headers, String body) {
    Request.Builder request =
        new Request.Builder()
            .url(server.toString())
            .header("Accept", "application/json, text/event-stream")
            .post(RequestBody.create(body, JSON));
    headers.forEach(request::header);
    try (Response answer = http.newCall(request.build()).execute()) {
      return answer.code() == 401 || answer.code() == 403
          ? Challenge.of(answer.headers("WWW-Authenticate"))
          : Challenge.NONE;
    } catch (IOException e) {
      throw unreachable("the server", server, e);
    }
  }

  private static LoginFailed unreachable(String what, URI address, IOException e) {
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String origin = address.getScheme() + "://" + address.getRawAuthority();
    return LoginFailed.offline(what + " at " + origin + " cannot be reached: " + why, e);
  }

  @Override
  public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
    Request.Builder sent = new Request.Builder().url(request.getURI().toString());
    request
        .getHeaderMap()
        .forEach((name, values) -> values.forEach(value -> sent.addHeader(name, value)));
    boolean get = request.getMethod() == HTTPRequest.Method.GET;
    sent.method(request.getMethod().name(), get ? null : body(request));
    try (Response answer = http.newCall(sent.build()).execute()) {
      return answer(answer);
    }
  }

  /** Without a type of its own: the library's header says it. */
  private static RequestBody body(ReadOnlyHTTPRequest request) {
    String text = request.getBody() == null ? "" : request.getBody();
    return RequestBody.create(text.getBytes(StandardCharsets.UTF_8), null);
  }

  private static HTTPResponse answer(Response answer) throws IOException {
    HTTPResponse told = new HTTPResponse(answer.code());
    for (String name : List.of("Location", "WWW-Authenticate", "Cache-Control")) {
      if (answer.header(name) != null) {
        told.setHeader(name, answer.header(name));
      }
    }
    var body = answer.peekBody(MOST_BYTES + 1);
    if (body.contentLength() > MOST_BYTES) {
      throw new IOException("the answer is longer than " + MOST_BYTES + " bytes");
    }
    String type = answer.header("Content-Type");
    try {
      if (type != null) {
        told.setContentType(type);
      }
    } catch (ParseException notAType) {
      throw new IOException("the answer has no known type", notAType);
    }
    told.setBody(body.string());
    return told;
  }
}
