package dev.muster.mcp;

import dev.muster.client.Withdrawals;
import java.util.List;
import org.springframework.stereotype.Component;

/** What a person is told who decides on changed tools. */
@Component
public class ToolReview {
  /** A task shows 3,500 characters; the page shows all. */
  private static final int LONGEST = 3000;

  /** Of these, for what became of the clients' files. */
  private static final int MOST_OF_FILES = 800;

  private final ToolLocks locks;
  private final Withdrawals files;

  ToolReview(ToolLocks locks, Withdrawals files) {
    this.files = files;
    this.locks = locks;
  }

  /** Asks: the question with its diff, as Markdown whose foreign text is code. */
  public String ask(String deploymentId, String server) {
    locks.ask(deploymentId, server);
    return locks
        .quarantine(deploymentId, server)
        .map(change -> asked(change, locks.diff(change)))
        .orElse("The tools of " + server + " are those that were approved: nothing to review.");
  }

  /** A server that was skipped, or let pass by a waiver, has no tools that anybody approved. */
  private String why(ToolLocks.Change change) {
    return locks.approved(change.deploymentId(), change.server()).isEmpty()
        ? "Nobody has approved the tools of " + change.server() + " in this deployment: "
        : "The tools of " + change.server() + " are not those that were approved: ";
  }

  /** Each client's file, in words; what is still there is used by that client. */
  private String inFiles(ToolLocks.Change change) {
    var told =
        files.of(change.deploymentId()).stream()
            .filter(out -> out.server().equals(change.server()))
            .map(out -> out.client() + ": " + out.told())
            .toList();
    return inClients(told);
  }

  /** What must not push the diff out of the question is cut, and says so. */
  static String inClients(List<String> told) {
    var text = new StringBuilder();
    int shown = 0;
    for (var note : told) {
      if (text.length() + note.length() > MOST_OF_FILES) {
        break;
      }
      text.append(shown++ == 0 ? "" : "; ").append(note);
    }
    if (told.isEmpty()) {
      return "";
    }
    var more = told.size() - shown;
    return "In the clients: "
        + text
        + (more == 0 ? "" : (shown == 0 ? "" : "; and ") + more + " more on the page")
        + ". ";
  }

  private String asked(ToolLocks.Change change, ToolDiff diff) {
    var text =
        why(change)
            + diff.counted()
            + " (lock "
            + LockRung.shortly(change.approved())
            + ", now "
            + LockRung.shortly(change.seen())
            + ", seen by "
            + change.foundBy()
            + "). It is quarantined: Muster's agents neither see nor call it. "
            + inFiles(change)
            + "APPROVE makes what it shows now the new lock and writes it back into the files;"
            + " KEEP_QUARANTINED, with a reason, keeps it out. Descriptions are instructions to models: read what was added. Everything in full: "
            + LockRung.page(change.deploymentId(), change.server())
            + "\n\n";
    return text + diff.code(LONGEST - text.length());
  }
}
