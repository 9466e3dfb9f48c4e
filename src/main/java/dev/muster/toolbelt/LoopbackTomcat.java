package dev.muster.toolbelt;

import dev.muster.store.DataFolder;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardServer;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** A Tomcat of its own on 127.0.0.1, apart from what people use: a door, and what is behind it. */
public final class LoopbackTomcat {
  private static final String CUT = "muster.cut";
  private final String name;
  private final int port;
  private final int threads;
  private final DataFolder data;
  private final Filter door;
  private final Map<String, ? extends Servlet> servlets;
  private Tomcat tomcat;

  /**
   * @param name of the folder that it needs in the data folder, and of its settings
   * @param door before all of them; null: each sees for itself who may come in
   * @param servlets by the path that they answer
   */
  public LoopbackTomcat(
      String name,
      int port,
      int threads,
      DataFolder data,
      Filter door,
      Map<String, ? extends Servlet> servlets) {
    this.name = name;
    this.port = port;
    this.threads = threads;
    this.data = data;
    this.door = door;
    this.servlets = servlets;
  }

  /** Listens from now on. */
  public synchronized void start() {
    var starting = new Tomcat();
    try {
      var folder = Files.createDirectories(data.resolve(name));
      starting.setBaseDir(folder.toString());
      starting.setSilent(true);
      starting.setConnector(connector());
      starting.getEngine().setName("muster-" + name);
      starting.getHost().getPipeline().addValve(silent());
      ((StandardServer) starting.getServer()).setUtilityThreadsAsDaemon(true);
      fill(starting.addContext("", folder.toAbsolutePath().toString()));
      starting.start();
      tomcat = starting;
    } catch (LifecycleException failed) {
      throw new IllegalStateException(
          "the %1$s cannot listen on 127.0.0.1:%2$d (muster.%1$s.port): is the port taken?"
              .formatted(name, port),
          failed);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Nobody is told of a failure more than its status. */
  private static ErrorReportValve silent() {
    var errors = new ErrorReportValve();
    errors.setShowReport(false);
    errors.setShowServerInfo(false);
    return errors;
  }

  private Connector connector() {
    var connector = new Connector();
    connector.setPort(port);
    connector.setThrowOnFailure(true);
    connector.setXpoweredBy(false);
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("maxThreads", String.valueOf(threads));
    return connector;
  }

  private void fill(Context context) {
    context.setParentClassLoader(getClass().getClassLoader());
    calm((StandardContext) context);
    if (door != null) {
      guard(context);
    }
    context.getPipeline().addValve(new Cutting());
    servlets.forEach(
        (path, servlet) -> {
          Tomcat.addServlet(context, path, servlet).setAsyncSupported(true);
          context.addServletMappingDecoded(path, path);
        });
  }

  private void guard(Context context) {
    var filter = new FilterDef();
    filter.setFilterName("door");
    filter.setFilter(door);
    filter.setAsyncSupported("true");
    var everything = new FilterMap();
    everything.setFilterName("door");
    everything.addURLPattern("/*");
    context.addFilterDef(filter);
    context.addFilterMap(everything);
  }

  /** Nothing is ever redeployed here, so Tomcat need not look for what a web app leaves behind. */
  private static void calm(StandardContext context) {
    context.setClearReferencesObjectStreamClassCaches(false);
    context.setClearReferencesRmiTargets(false);
    context.setClearReferencesThreadLocals(false);
  }

  /** Where it listens. */
  public synchronized int port() {
    if (tomcat == null) {
      throw new IllegalStateException("the " + name + " is not running");
    }
    return tomcat.getConnector().getLocalPort();
  }

  /** Ends what is open and listens no more. */
  public synchronized void close() throws LifecycleException {
    if (tomcat != null) {
      tomcat.stop();
      tomcat.destroy();
      tomcat = null;
    }
  }

  /** Whether a request names this very address: a page that rebinds its DNS name does not. */
  public static boolean isAskedByItsAddress(HttpServletRequest request) {
    var port = ":" + request.getLocalPort();
    var origin = request.getHeader("Origin");
    return isLocal(request.getHeader("Host"), "", port)
        && (origin == null || isLocal(origin, "http://", port));
  }

  private static boolean isLocal(String value, String scheme, String port) {
    return (scheme + "127.0.0.1" + port).equalsIgnoreCase(value)
        || (scheme + "localhost" + port).equalsIgnoreCase(value);
  }

  /**
   * Ends a request that is answered asynchronously by cutting its connection, so that nobody takes
   * half an answer for a whole one.
   */
  public static void cut(ServletRequest request) {
    if (request.getAttribute(CUT) instanceof Response response) {
      response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
    }
  }

  /**
   * Whether the client of a request that is answered asynchronously has closed its side. Tomcat
   * itself looks at such a connection only when it writes. Never while the request ends.
   */
  public static boolean hasLeft(ServletRequest request) {
    if (request.getAttribute(CUT) instanceof Response response) {
      var asked = response.getRequest().getCoyoteRequest();
      // A look that does not wait: the end of the input is told as one byte, which no request is.
      asked.action(ActionCode.AVAILABLE, true);
      return asked.getAvailable() == 1;
    }
    return false;
  }

  /** Only Tomcat's own response knows how to be cut. */
  private static final class Cutting extends ValveBase {
    private Cutting() {
      super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      request.setAttribute(CUT, response);
      getNext().invoke(request, response);
    }
  }
}
