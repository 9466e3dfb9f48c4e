package dev.muster.deployment;

import java.nio.file.Path;

/** The status report as JSON, Markdown and HTML. */
public interface StatusReport {

  /** The report's record tree; its JSON form is published as docs/status.schema.json. */
  Status of(String deploymentId);

  String markdown(Status status);

  String html(Status status);

  /** Writes status.json, status.md and status.html. */
  void write(String deploymentId, Path folder);
}
