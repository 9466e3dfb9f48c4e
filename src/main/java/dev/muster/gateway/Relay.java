package dev.muster.gateway;

import dev.muster.model.ForwardedCalls.Ending;
import dev.muster.model.ForwardedCalls.Passing;
import dev.muster.model.ForwardedCalls.Receiver;
import dev.muster.toolbelt.LoopbackTomcat;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/** Hands a provider's answer to the client that asked for it, each piece as it comes. */
final class Relay implements Receiver, AsyncListener {
  /** What clients act on; the rest is between the provider and Muster. */
  private static final Pattern PASSED =
      Pattern.compile(
          "content-type|content-length|retry-after(-ms)?|x-should-retry|(x-)?request-id"
              + "|(anthropic|x)-ratelimit-.*");

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Replies replies;
  private final AsyncContext async;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile boolean headed;
  private volatile Passing passing;

  private Relay(HttpServletRequest request, HttpServletResponse response, Replies replies) {
    this.request = request;
    this.response = response;
    this.replies = replies;
    this.async = request.startAsync();
  }

  /** From now on the request needs no thread of the server's. */
  static Relay start(HttpServletRequest request, HttpServletResponse response, Replies replies) {
    var relay = new Relay(request, response, replies);
    // The call has its own time-out.
    relay.async.setTimeout(0);
    relay.async.addListener(relay);
    return relay;
  }

  void follow(Passing call) {
    passing = call;
    call.settled().thenAccept(this::end);
  }

  @Override
  public void head(int status, Map<String, List<String>> headers) throws IOException {
    open();
    response.setStatus(status);
    headers.forEach(
        (name, values) -> {
          if (PASSED.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
            response.setHeader(name, values.get(0));
          }
        });
    headed = true;
  }

  @Override
  public void bytes(byte[] bytes) throws IOException {
    open();
    try {
      var out = response.getOutputStream();
      out.write(bytes);
      out.flush();
    } catch (IllegalStateException gone) {
      throw new IOException("the request is over", gone);
    }
  }

  private void open() throws IOException {
    if (over.get()) {
      throw new IOException("the request is over");
    }
  }

  private void end(Ending ending) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    try {
      if (headed && !ending.whole()) {
        LoopbackTomcat.cut(request);
        return;
      }
      if (!headed) {
        replies.problem(response, Problem.of(ending.why()));
      }
      async.complete();
    } catch (IOException | IllegalStateException gone) {
      // Nobody is there any more; the ledger has what there is to know.
    }
  }

  /** For a call that was never made. */
  void refuse(Problem problem) {
    if (over.compareAndSet(false, true)) {
      try {
        replies.problem(response, problem);
      } catch (IOException gone) {
        // Then nobody hears of it.
      }
      async.complete();
    }
  }

  @Override
  public void onError(AsyncEvent event) {
    gone();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    gone();
  }

  private void gone() {
    over.set(true);
    var call = passing;
    if (call != null) {
      call.cancel("whoever asked went away");
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    // Said by ourselves.
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Only once.
  }
}
