package dev.muster.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs, unpacked once from the class path below the data folder. */
final class PostgresBinaries {
  /** The major version of the jars on the class path; a test compares it with the server's. */
  static final String MAJOR = "17";

  private PostgresBinaries() {}

  /** The folder that holds bin, lib and share for this machine. */
  static Path unpacked(Path below) {
    String platform = platform();
    URL archive = PostgresBinaries.class.getResource("/postgres-" + platform + ".txz");
    if (archive == null) {
      throw new PlatformUnsupported(platform);
    }
    try {
      URLConnection connection = archive.openConnection();
      Path home = below.resolve(MAJOR + "-" + platform + "-" + mark(connection));
      if (!Files.isDirectory(home)) {
        // What lies here is half unpacked by one who died, or of a version that is gone.
        FileTree.delete(below);
        Files.createDirectories(below);
        unpack(connection, home);
      }
      return home;
    } catch (IOException e) {
      throw new DataFolderUnusable(below, e);
    }
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return (os.startsWith("mac") ? "darwin" : os.replace(' ', '-'))
        + "-"
        + switch (arch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> arch;
        };
  }

  /** Tells one build of the programs from the next without reading them. */
  private static String mark(URLConnection connection) throws IOException {
    return connection instanceof JarURLConnection jar
        ? Long.toHexString(jar.getJarEntry().getCrc())
        : Long.toHexString(connection.getContentLengthLong());
  }

  private static void unpack(URLConnection archive, Path home) throws IOException {
    Path fresh = Files.createTempDirectory(home.getParent(), "new-");
    try (InputStream in = new BufferedInputStream(archive.getInputStream());
        var tar = new TarArchiveInputStream(new XZCompressorInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        write(entry, tar, fresh.resolve(entry.getName()).normalize());
      }
    }
    Files.move(fresh, home, ATOMIC_MOVE);
  }

  private static void write(TarArchiveEntry entry, InputStream content, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, target);
    boolean program = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
  }
}
