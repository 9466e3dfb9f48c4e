package dev.muster.engine.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import org.camunda.bpm.engine.RepositoryService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Deploys processes and forms as one bundle under relative names. The engine's own auto-deployment
 * names resources by absolute path, so that jar and Maven would make two versions of everything;
 * here the same content is never deployed twice.
 */
@Component
public class BundleDeployer {
  private static final Logger LOG = LoggerFactory.getLogger(BundleDeployer.class);
  private static final String NAME = "muster";
  private static final String ROOT = "muster/";

  private final RepositoryService repository;
  private final ResourcePatternResolver resources;

  BundleDeployer(RepositoryService repository, ResourcePatternResolver resources) {
    this.repository = repository;
    this.resources = resources;
  }

  /** Deploys the bundle unless the newest deployment holds the same content. */
  public void deploy() {
    var deployment =
        repository.createDeployment().name(NAME).source(NAME).enableDuplicateFiltering(false);
    try {
      for (var resource : bundle()) {
        deployment.addInputStream(relative(resource), resource.getInputStream());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("processes and forms cannot be read", e);
    }
    LOG.info("Processes and forms are deployed as {}", deployment.deploy().getId());
  }

  private Resource[] bundle() throws IOException {
    var all = resources.getResources("classpath*:" + ROOT + "**/*.*");
    return Arrays.stream(all)
        .filter(r -> r.getFilename().matches(".*[.](bpmn|dmn|form)"))
        .sorted(Comparator.comparing(BundleDeployer::relative))
        .toArray(Resource[]::new);
  }

  private static String relative(Resource resource) {
    try {
      var url = resource.getURL().toString();
      return url.substring(url.lastIndexOf("/" + ROOT) + ROOT.length() + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
