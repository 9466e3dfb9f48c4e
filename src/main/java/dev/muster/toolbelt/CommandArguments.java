package dev.muster.toolbelt;

import dev.muster.workspace.OutsideWorkspace;
import dev.muster.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Refuses arguments that name a place outside the workspace. This stops mistakes, not a program
 * that looks for trouble: what an allowed program opens by itself is the enclosure's business.
 */
final class CommandArguments {
  private static final Pattern BETWEEN_PATHS = Pattern.compile("[=:,;@]");
  private static final Pattern FLAG = Pattern.compile("^-{1,2}[A-Za-z]+(?=[/~.])");
  private static final Pattern WEB = Pattern.compile("^https?://.*", Pattern.CASE_INSENSITIVE);
  private static final int LONGEST = 32_768;
  private final Workspace workspace;

  CommandArguments(Workspace workspace) {
    this.workspace = workspace;
  }

  String checked(String argument) {
    if (argument.indexOf('\0') >= 0 || argument.length() > LONGEST) {
      throw new ToolFailed("an argument is too long or holds a NUL");
    }
    if (WEB.matcher(argument).matches()) {
      return argument;
    }
    BETWEEN_PATHS
        .splitAsStream(argument)
        .map(part -> FLAG.matcher(part.strip()).replaceFirst(""))
        .forEach(part -> check(part, argument));
    return argument;
  }

  private void check(String part, String whole) {
    if (part.startsWith("~") || (isPlace(part) && !inWorkspace(part))) {
      throw new OutsideWorkspace(whole);
    }
    if (!part.startsWith("/") && (climbs(part) || exists(part))) {
      workspace.resolve(part);
      walk(part, whole);
    }
  }

  /** The program gets the text as it is, and to the system {@code link/..} is not here. */
  private void walk(String part, String whole) {
    var at = workspace.root();
    try {
      for (var name : Path.of(part)) {
        at = name.toString().equals("..") ? at.getParent() : at.resolve(name);
        at = Files.exists(at) ? at.toRealPath() : at;
        if (!at.startsWith(workspace.root())) {
          throw new OutsideWorkspace(whole);
        }
      }
    } catch (IOException unreadable) {
      throw new OutsideWorkspace(whole);
    }
  }

  /** A route such as /api/health is no place as long as this machine has no folder /api. */
  private static boolean isPlace(String part) {
    if (!part.startsWith("/")) {
      return false;
    }
    var path = Path.of(part);
    var top = path.getNameCount() == 0 ? path : path.getRoot().resolve(path.getName(0));
    return climbs(part) || Files.exists(top, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean climbs(String part) {
    return part.equals("..") || part.startsWith("../") || part.contains("/..");
  }

  private boolean exists(String part) {
    try {
      return Files.exists(workspace.root().resolve(part), LinkOption.NOFOLLOW_LINKS);
    } catch (InvalidPathException noPath) {
      return false;
    }
  }

  private boolean inWorkspace(String absolute) {
    try {
      var path = Path.of(absolute).normalize();
      if (!path.startsWith(workspace.root())) {
        return false;
      }
      workspace.resolve(workspace.root().relativize(path).toString());
      return true;
    } catch (InvalidPathException noPath) {
      return false;
    }
  }
}
