package dev.muster.workspace;

import dev.muster.secret.Secrets;
import dev.muster.store.DataFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How agents' commands are confined on this node. */
@Configuration(proxyBeanMethods = false)
class WorkspaceConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(Enclosure.class);

  /**
   * The folder of the plans holds the checks, as they were before a plan was frozen.
   *
   * @param hidden one more folder, of which the data folder may be a part; may be empty
   */
  @Bean
  Enclosure enclosure(
      @Value("${muster.commands:enclosed}") String commands,
      @Value("${muster.hidden:}") String hidden,
      DataFolder data,
      Secrets secrets,
      ObjectProvider<HiddenFolders> others) {
    return Enclosure.of(
        Confining.of(commands),
        new Namespaces("unshare"),
        data.resolve("homes"),
        () -> hidden(data, hidden, secrets, others));
  }

  /** Tried before the first command, and told once. */
  @Bean
  ApplicationListener<ApplicationStartedEvent> enclosureTold(Enclosure enclosure) {
    return started ->
        enclosure
            .warning()
            .ifPresentOrElse(
                warning -> LOG.warn("Note: {}", warning),
                () -> LOG.info("Agents' commands are confined in namespaces of their own"));
  }

  private static List<Path> hidden(
      DataFolder data, String hidden, Secrets secrets, ObjectProvider<HiddenFolders> others) {
    var plans = secrets.find("MUSTER_PLAN_DIR").map(Path::of).filter(Path::isAbsolute);
    var more = Optional.of(hidden).filter(h -> !h.isBlank()).map(Path::of);
    var own = Stream.of(Optional.of(data.root()), plans, more).flatMap(Optional::stream);
    var inFiles = secrets.namedFiles().stream();
    var all = others.stream().flatMap(o -> o.now().stream());
    return Stream.of(own, inFiles, all).flatMap(s -> s).distinct().toList();
  }
}
