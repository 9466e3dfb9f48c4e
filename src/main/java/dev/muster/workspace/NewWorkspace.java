package dev.muster.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;

/** A workspace that does not exist yet: built beside its place, then moved there whole. */
record NewWorkspace(String id, Map<String, byte[]> files) {

  /**
   * @param mark file that keeps the id of the first tree
   */
  void at(Path place, Path mark) throws IOException, GitAPIException {
    Files.createDirectories(place.getParent());
    var draft = Files.createTempDirectory(place.getParent(), "draft.").toRealPath();
    try {
      fill(new Folder(id, draft));
      Files.writeString(mark, commitAll(draft).name());
      Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Trees.delete(draft);
    }
  }

  private void fill(Workspace draft) throws IOException {
    for (var file : files.entrySet()) {
      var path = draft.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }

  private static ObjectId commitAll(Path draft) throws IOException, GitAPIException {
    var who = new PersonIdent("Muster", "muster@localhost");
    try (var git = new Git(Repositories.create(draft))) {
      git.add().addFilepattern(".").call();
      return git.commit()
          .setAuthor(who)
          .setCommitter(who)
          .setMessage("Start")
          .setSign(false)
          .call()
          .getTree();
    }
  }
}
