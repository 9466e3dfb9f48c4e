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
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Hands a provider's answer to the client that asked for it, each piece as it comes. */
final class Relay implements Receiver, AsyncListener {
  /** What clients act on; the rest is between the provider and Muster. */
  private static final Pattern PASSED =
      Pattern.compile(
          "content-type|content-length|content-encoding|retry-after(-ms)?|x-should-retry|(x-)?request-id"
              + "|(anthropic|x)-ratelimit-.*");

  private static final String LEFT = "whoever asked went away";
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Replies replies;
  private final Consumer<Relay> whenOver;
  private final AsyncContext async;
  private volatile boolean over;
  private volatile boolean headed;
  private volatile Passing passing;

  /**
   * @param whenOver told once, when nothing more is said to the client
   */
  Relay(
      HttpServletRequest request,
      HttpServletResponse response,
      Replies replies,
      Consumer<Relay> whenOver) {
    this.request = request;
    this.response = response;
    this.replies = replies;
    this.whenOver = whenOver;
    this.async = request.startAsync();
  }

  /** The call has its own time-out. */
  void start() {
    async.setTimeout(0);
    async.addListener(this);
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

  /** Cancels the call when nobody waits for its answer any more. */
  void look() {
    var call = passing;
    if (call != null && hasLeft()) {
      call.cancel(LEFT);
    }
  }

  /** Never while the request ends: its connection is another request's then. */
  private synchronized boolean hasLeft() {
    return !over && LoopbackTomcat.hasLeft(request);
  }

  /** Whether it was not over before. */
  private synchronized boolean finish() {
    boolean first = !over;
    over = true;
    whenOver.accept(this);
    return first;
  }

  private void open() throws IOException {
    if (over) {
      throw new IOException("the request is over");
    }
  }

  private void end(Ending ending) {
    if (!finish()) {
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
    if (finish()) {
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
    finish();
    var call = passing;
    if (call != null) {
      call.cancel(LEFT);
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
