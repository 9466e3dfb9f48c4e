package dev.muster.toolbelt;

import dev.muster.store.DataFolder;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardServer;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** The toolbelt's own Tomcat on 127.0.0.1: a door, and behind it the endpoints. */
final class LoopbackTomcat {
  private static final int SPARE_THREADS = 16;
  private final ToolbeltSettings settings;
  private final DataFolder data;
  private final Filter door;
  private final List<Endpoint> endpoints;
  private Tomcat tomcat;

  LoopbackTomcat(
      ToolbeltSettings settings, DataFolder data, Filter door, List<Endpoint> endpoints) {
    this.settings = settings;
    this.data = data;
    this.door = door;
    this.endpoints = endpoints;
  }

  synchronized void start() {
    var starting = new Tomcat();
    try {
      var folder = Files.createDirectories(data.resolve("toolbelt"));
      starting.setBaseDir(folder.toString());
      starting.setSilent(true);
      starting.setConnector(connector());
      starting.getEngine().setName("muster-toolbelt");
      ((StandardServer) starting.getServer()).setUtilityThreadsAsDaemon(true);
      fill(starting.addContext("", folder.toAbsolutePath().toString()));
      starting.start();
      tomcat = starting;
    } catch (LifecycleException failed) {
      throw new IllegalStateException(
          "the toolbelt cannot listen on 127.0.0.1:"
              + settings.port()
              + " (muster.toolbelt.port): is the port taken?",
          failed);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Connector connector() {
    var connector = new Connector();
    connector.setPort(settings.port());
    connector.setThrowOnFailure(true);
    connector.setXpoweredBy(false);
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("maxThreads", String.valueOf(settings.threads() + SPARE_THREADS));
    return connector;
  }

  private void fill(Context context) {
    context.setParentClassLoader(getClass().getClassLoader());
    calm((StandardContext) context);
    var filter = new FilterDef();
    filter.setFilterName("door");
    filter.setFilter(door);
    filter.setAsyncSupported("true");
    var everything = new FilterMap();
    everything.setFilterName("door");
    everything.addURLPattern("/*");
    context.addFilterDef(filter);
    context.addFilterMap(everything);
    for (var endpoint : endpoints) {
      var name = endpoint.server().name();
      Tomcat.addServlet(context, name, endpoint.servlet()).setAsyncSupported(true);
      context.addServletMappingDecoded(endpoint.path(), name);
    }
  }

  /** Nothing is ever redeployed here, so Tomcat need not look for what a web app leaves behind. */
  private static void calm(StandardContext context) {
    context.setClearReferencesObjectStreamClassCaches(false);
    context.setClearReferencesRmiTargets(false);
    context.setClearReferencesThreadLocals(false);
  }

  synchronized int port() {
    if (tomcat == null) {
      throw new IllegalStateException("the toolbelt is not running");
    }
    return tomcat.getConnector().getLocalPort();
  }

  synchronized void close() throws LifecycleException {
    if (tomcat != null) {
      tomcat.stop();
      tomcat.destroy();
      tomcat = null;
    }
  }
}
