package dev.muster.agent;

import java.util.List;

/**
 * Some of a deployment's runs, the newest first: a month of work is more than one page or answer
 * should hold.
 *
 * @param page from 1
 * @param size runs of a page at most
 * @param all runs of the deployment
 */
public record RunPage(List<Run> runs, int page, int size, long all) {

  /** The last page with runs; 1 when there are none. */
  public long pages() {
    return Math.max(1, (all + size - 1) / size);
  }
}
