package dev.muster.deployment;

/** Tells whoever the plan's {@code notify} names that something happened or is asked. */
public interface Notices {

  /**
   * Something to tell.
   *
   * @param key names the event: it is told at most once
   * @param kind question, ended, incident or alarm
   * @param summary in words
   * @param page where a person sees more, from the root of Muster's pages
   */
  record Notice(
      String deploymentId, String key, String kind, String name, String summary, String page) {}

  /** Told after the commit, in the background; what cannot be told stops nothing. */
  void tell(Notice notice);

  /** The page of a deployment. */
  static String pageOf(String deploymentId) {
    return "/deployments/" + deploymentId;
  }
}
