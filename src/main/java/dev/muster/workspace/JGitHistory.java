package dev.muster.workspace;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.StringJoiner;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.EmptyCommitException;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;

/** {@link History} on JGit; one caller at a time, since git's index has one lock. */
final class JGitHistory implements History {
  private static final int STATUS_LINES = 1000;
  private static final int SHORT = 10;
  private final Workspace workspace;
  private final Object turn;

  JGitHistory(Workspace workspace, Object turn) {
    this.workspace = workspace;
    this.turn = turn;
  }

  @Override
  public String status() {
    return with(
        git -> {
          var status = git.status().call();
          var lines = new StringJoiner("\n");
          lines.setEmptyValue("nothing to commit, everything is as in the last commit");
          list(lines, "staged", status.getAdded());
          list(lines, "staged", status.getChanged());
          list(lines, "staged (deleted)", status.getRemoved());
          list(lines, "changed", status.getModified());
          list(lines, "deleted", status.getMissing());
          list(lines, "untracked", status.getUntracked());
          list(lines, "conflict", status.getConflicting());
          return lines.toString();
        });
  }

  private static void list(StringJoiner lines, String state, Collection<String> paths) {
    paths.stream().sorted().limit(STATUS_LINES).forEach(path -> lines.add(state + ": " + path));
    if (paths.size() > STATUS_LINES) {
      lines.add(state + ": and " + (paths.size() - STATUS_LINES) + " more");
    }
  }

  @Override
  public String diff(int maxBytes) {
    return with(
        git -> {
          var head = git.getRepository().resolve("HEAD^{tree}");
          return UnifiedDiff.since(git.getRepository(), head, maxBytes);
        });
  }

  @Override
  public int add(List<String> paths) {
    var patterns = paths.stream().map(this::pattern).toList();
    return with(
        git -> {
          // first what is there, then what is gone: git add needs both passes
          var there = git.add();
          var gone = git.add().setUpdate(true);
          patterns.forEach(there::addFilepattern);
          patterns.forEach(gone::addFilepattern);
          there.call();
          gone.call();
          var status = git.status().call();
          return status.getAdded().size() + status.getChanged().size() + status.getRemoved().size();
        });
  }

  /** The link itself is added, not what it points to, so the text counts; resolving only checks. */
  private String pattern(String path) {
    workspace.resolve(path);
    var bare = java.nio.file.Path.of(path).normalize().toString();
    return bare.isEmpty() ? "." : bare;
  }

  @Override
  public String commit(String author, String message) {
    var who = new PersonIdent(author, "muster@localhost", Instant.now(), java.time.ZoneOffset.UTC);
    return with(
        git ->
            git.commit()
                .setAuthor(who)
                .setCommitter(who)
                .setMessage(message)
                .setAllowEmpty(false)
                .setNoVerify(true)
                .setSign(false)
                .call()
                .abbreviate(SHORT)
                .name());
  }

  @Override
  public String log(int max) {
    return with(
        git -> {
          var lines = new StringJoiner("\n");
          if (git.getRepository().resolve(Constants.HEAD) != null) {
            git.log().setMaxCount(max).call().forEach(commit -> lines.add(line(commit)));
          }
          return lines.toString();
        });
  }

  private static String line(RevCommit commit) {
    return String.join(
        " ",
        commit.abbreviate(SHORT).name(),
        commit.getAuthorIdent().getName(),
        commit.getAuthorIdent().getWhenAsInstant().toString(),
        commit.getShortMessage());
  }

  private interface Work<T> {
    T on(Git git) throws GitAPIException, IOException;
  }

  private <T> T with(Work<T> work) {
    synchronized (turn) {
      try (var git = new Git(Repositories.open(workspace.root()))) {
        return work.on(git);
      } catch (EmptyCommitException nothing) {
        throw new GitFailed("nothing is staged: add paths first", nothing);
      } catch (GitAPIException | IOException | RuntimeException failed) {
        throw new GitFailed("git: " + firstLine(failed), failed);
      }
    }
  }

  private static String firstLine(Throwable failed) {
    var message = failed.getMessage() == null ? failed.toString() : failed.getMessage();
    return message.lines().findFirst().orElse("failed");
  }
}
