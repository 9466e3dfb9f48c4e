package dev.muster.workspace;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.FS_POSIX;
import org.eclipse.jgit.util.SystemReader;

/**
 * Opens repositories that an agent may have tampered with: no hooks, no shell filters, no work tree
 * elsewhere, and no configuration of the person or machine that Muster runs on.
 */
final class Repositories {
  static {
    SystemReader.setInstance(new NoOuterConfig(SystemReader.getInstance()));
  }

  private Repositories() {}

  static Repository open(Path root) throws IOException {
    var gitDir = root.resolve(".git");
    if (!Files.isDirectory(gitDir, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("the workspace has no git repository any more");
    }
    return builder(root).setMustExist(true).build();
  }

  static Repository create(Path root) throws IOException {
    var repository = builder(root).build();
    repository.create();
    return repository;
  }

  private static FileRepositoryBuilder builder(Path root) {
    return new FileRepositoryBuilder()
        .setFS(new NoForeignCode())
        .setGitDir(root.resolve(".git").toFile())
        .setWorkTree(root.toFile());
  }

  /** A file system view in which git has nothing to run. */
  private static final class NoForeignCode extends FS_POSIX {
    NoForeignCode() {}

    @Override
    public FS newInstance() {
      return new NoForeignCode();
    }

    @Override
    public File findHook(Repository repository, String hookName) {
      return null;
    }

    @Override
    public ProcessBuilder runInShell(String cmd, String[] args) {
      throw new UnsupportedOperationException("git filters are not run in a workspace");
    }
  }

  /** Ignores ~/.gitconfig, /etc/gitconfig and JGit's own file. */
  private static final class NoOuterConfig extends SystemReader.Delegate {
    NoOuterConfig(SystemReader real) {
      super(real);
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
      return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
      return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
      return new Empty(parent, fs);
    }
  }

  private static final class Empty extends FileBasedConfig {
    Empty(Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public void load() {
      // nothing to read
    }

    @Override
    public void save() {
      // nothing to keep
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
