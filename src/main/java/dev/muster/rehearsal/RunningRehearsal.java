package dev.muster.rehearsal;

import java.io.IOException;

/** A rehearsal's servers; closing ends them all. */
public final class RunningRehearsal implements AutoCloseable {
  private final ModelServer models;
  private final Site site;
  private final NodeProgram standins;

  RunningRehearsal(ModelServer models, Site site, NodeProgram standins) {
    this.models = models;
    this.site = site;
    this.standins = standins;
  }

  /** Place MUSTER_MODELS_URL. */
  public String modelsUrl() {
    return models.url();
  }

  /** Place MUSTER_SITE_URL. */
  public String siteUrl() {
    return site.url();
  }

  /** Place MUSTER_REMOTES_URL; null when no stand-ins were asked for. */
  public String standinsUrl() {
    return standins == null ? null : standins.url();
  }

  /** The model server, for its log. */
  public ModelServer modelServer() {
    return models;
  }

  /** The site, for what was called on it. */
  public Site site() {
    return site;
  }

  @Override
  public void close() throws IOException {
    if (standins != null) {
      standins.close();
    }
    site.close();
    models.close();
  }
}
