package dev.muster.command;

import dev.muster.Muster;
import dev.muster.approval.TaskCompletion;
import dev.muster.ledger.Attempt;
import dev.muster.ledger.CallRequest;
import dev.muster.ledger.Ledger;
import dev.muster.ledger.Opening;
import dev.muster.ledger.ToolCalls;
import dev.muster.model.ChatModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A rehearsal whose process stops, as by kill -9, at one place in law 1's order: {@code CRASH_AT}
 * is {@code preflight, turn, judge, session, forward} or {@code tool}, and {@code task, reserved,
 * sent, answered} or {@code stored}. What it was about is written to {@code CRASH_FILE} before.
 * With {@code CRASH_REPEATS} a file, whoever would take a failed phase back has it repeated where
 * the plan allows it, and only what comes after that is stopped; the file says that it was.
 */
public final class CrashingRehearsal
    implements ApplicationContextInitializer<ConfigurableApplicationContext>, BeanPostProcessor {
  private static final int STOPPED = 137;
  private static final String FORWARD = "forward";
  private final String kind = System.getenv("CRASH_AT").split(":")[0];
  private final String place = System.getenv("CRASH_AT").split(":")[1];
  private final Path log = Path.of(System.getenv("CRASH_LOG"));
  private final String repeats = System.getenv("CRASH_REPEATS");

  /** A line for each start of a CLI. */
  private final String starts = System.getenv("CRASH_STARTS");

  private final Map<Long, String> purposes = new ConcurrentHashMap<>();

  public static void main(String[] words) {
    Muster.main(words);
  }

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    context.getBeanFactory().addBeanPostProcessor(this);
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (bean instanceof Ledger) {
      return proxy(Ledger.class, (self, method, args) -> ledger(bean, method, args));
    }
    if (bean instanceof ChatModel) {
      return proxy(ChatModel.class, (self, method, args) -> model(bean, method, args));
    }
    if (bean instanceof TaskCompletion && repeats != null) {
      return proxy(TaskCompletion.class, (self, method, args) -> repeat(bean, method, args));
    }
    return bean instanceof ToolCalls
        ? proxy(ToolCalls.class, (self, method, args) -> tools(bean, method, args))
        : bean;
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  private Object ledger(Object bean, Method method, Object[] args) throws Throwable {
    var name = method.getName();
    if (name.equals("open")) {
      var purpose = kind((CallRequest) args[0]);
      stop(purpose, "task", ((CallRequest) args[0]).taskId());
      var opening = call(bean, method, args);
      if (opening instanceof Opening.Send send) {
        purposes.put(send.attemptId(), purpose);
        stop(purpose, "reserved", send.attemptId());
        watch(purpose, send.attemptId());
      }
      return opening;
    }
    if (name.equals("answered")) {
      hold(purposes.get(args[0]));
      stop(purposes.get(args[0]), "answered", args[0]);
      var done = call(bean, method, args);
      stop(purposes.get(args[0]), "stored", args[0]);
      return done;
    }
    return call(bean, method, args);
  }

  /** A forwarded call is a turn by its purpose, and no chat model sends it. */
  private static String kind(CallRequest call) {
    return call.taskId().startsWith("gw-") ? FORWARD : call.purpose();
  }

  /** Neither a forwarded call nor a session is sent by a chat model; a CLI outlives Muster. */
  private void watch(String purpose, long attempt) throws IOException {
    if (!kind.equals(purpose) || !place.equals("sent")) {
      return;
    }
    if (purpose.equals(FORWARD)) {
      watch(purpose, attempt, () -> arrived(attempt));
    } else if (purpose.equals(Attempt.SESSION)) {
      var before = started();
      watch(purpose, attempt, () -> started() > before);
    }
  }

  private void watch(String purpose, long attempt, Callable<Boolean> sent) {
    var watch =
        new Thread(
            () -> {
              try {
                await(sent);
                stop(purpose, "sent", attempt);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            "crash-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private long started() throws IOException {
    var file = Path.of(starts);
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** Its answer must not be stored before the watch has seen that it was sent. */
  private void hold(String purpose) throws InterruptedException {
    if (FORWARD.equals(purpose) && stopsAtSentForward()) {
      Thread.currentThread().join();
    }
  }

  private boolean stopsAtSentForward() {
    return kind.equals(FORWARD) && place.equals("sent");
  }

  private Object model(Object bean, Method method, Object[] args) throws Throwable {
    var stage = call(bean, method, args);
    if (method.getName().equals("chat")
        && place.equals("sent")
        && kind.equals(purposes.get(args[0]))) {
      await(() -> arrived((Long) args[0]));
      stop(purposes.get(args[0]), "sent", args[0]);
    }
    return stage;
  }

  private static void await(Callable<Boolean> sent) throws Exception {
    while (!sent.call()) {
      Thread.sleep(1);
    }
  }

  private boolean arrived(long attempt) throws IOException {
    return Files.exists(log) && Files.readString(log).contains("\"attempt\":\"" + attempt + "\"");
  }

  private Object tools(Object bean, Method method, Object[] args) throws Throwable {
    if (method.getName().equals("open")) {
      stop("tool", "task", args[1] + " " + args[2] + " " + args[3]);
      var opening = call(bean, method, args);
      if (opening instanceof ToolCalls.Opening.Send) {
        stop("tool", "reserved", args[1] + " " + args[2] + " " + args[3]);
      }
      return opening;
    }
    if (method.getName().equals("answered")) {
      stop("tool", "answered", args[0] + " " + args[1] + " " + args[2]);
      var done = call(bean, method, args);
      stop("tool", "stored", args[0] + " " + args[1] + " " + args[2]);
      return done;
    }
    return call(bean, method, args);
  }

  /** The first that fails; the plan bounds the rest. */
  @SuppressWarnings("unchecked")
  private Object repeat(Object bean, Method method, Object[] args) throws Throwable {
    var file = Path.of(repeats);
    var form = (Map<String, Object>) args[2];
    if (Files.exists(file) || !"TAKE_BACK".equals(form.get("decision"))) {
      return call(bean, method, args);
    }
    // Before the decision: what it starts begins at once.
    Files.writeString(file, String.valueOf(args[0]));
    var instead = new HashMap<>(form);
    instead.put("decision", "REPEAT");
    return call(bean, method, new Object[] {args[0], args[1], instead});
  }

  private static Object call(Object bean, Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(bean, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** One thread only: the others must not get further than the first. */
  private synchronized void stop(String what, String where, Object about) {
    boolean now = repeats == null || Files.exists(Path.of(repeats));
    if (now && kind.equals(what) && place.equals(where)) {
      try {
        Files.writeString(Path.of(System.getenv("CRASH_FILE")), about.toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Runtime.getRuntime().halt(STOPPED);
    }
  }
}
