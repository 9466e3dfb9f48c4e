package dev.muster.toolbelt;

import static dev.muster.toolbelt.Parameters.text;

import dev.muster.toolbelt.RunContexts.RunContext;
import dev.muster.toolbelt.Tool.Effect;
import dev.muster.workspace.Workspace;
import dev.muster.workspace.Workspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Files of the run's workspace. */
final class FilesystemServer implements ToolServer {
  private static final int MOST_ENTRIES = 1000;
  private final Workspaces workspaces;

  FilesystemServer(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public String name() {
    return "filesystem";
  }

  @Override
  public List<Tool> tools() {
    var path = text("path", "path relative to the workspace");
    return List.of(
        new Tool("read_file", "Reads a text file.", Parameters.of(path), Effect.READS, this::read),
        new Tool(
            "write_file",
            "Writes a whole text file; missing folders are made.",
            Parameters.of(path, text("content", "the whole new content")),
            Effect.SETTLES,
            this::write),
        new Tool(
            "edit_file",
            "Replaces the only occurrence of a text in a file.",
            Parameters.of(
                path, text("old_text", "must occur exactly once"), text("new_text", "instead")),
            Effect.ACTS,
            this::edit),
        new Tool(
            "list_directory",
            "Lists a folder; folders end with a slash.",
            Parameters.of(path.optional()),
            Effect.READS,
            this::list),
        new Tool(
            "search_files",
            "Finds a text (no pattern language) in names and contents of all files.",
            Parameters.of(text("pattern", "the text to find")),
            Effect.READS,
            this::search));
  }

  private Workspace workspace(RunContext run) {
    return workspaces.open(run.workspaceId());
  }

  private String read(RunContext run, Arguments arguments) throws IOException {
    var file = workspace(run).resolve(arguments.text("path"));
    return Cut.to(TextFile.read(file, arguments.text("path")), run.limits().outputBytes());
  }

  private String write(RunContext run, Arguments arguments) throws IOException {
    var path = arguments.text("path");
    var bytes = TextFile.write(workspace(run).resolve(path), path, arguments.text("content"));
    return "wrote " + bytes + " bytes to " + path;
  }

  private String edit(RunContext run, Arguments arguments) throws IOException {
    var path = arguments.text("path");
    var file = workspace(run).resolve(path);
    var content = TextFile.read(file, path);
    var old = arguments.text("old_text");
    var at = content.indexOf(old);
    if (old.isEmpty() || at < 0) {
      throw new ToolFailed("old_text does not occur in " + path);
    }
    if (content.indexOf(old, at + 1) >= 0) {
      throw new ToolFailed("old_text occurs more than once in " + path + ": give more of it");
    }
    var edited =
        content.substring(0, at)
            + arguments.text("new_text")
            + content.substring(at + old.length());
    TextFile.write(file, path, edited);
    return "edited " + path;
  }

  private String list(RunContext run, Arguments arguments) throws IOException {
    var path = arguments.text("path", ".");
    var folder = workspace(run).resolve(path);
    if (!Files.isDirectory(folder)) {
      throw new ToolFailed("no such folder: " + path);
    }
    try (var entries = Files.list(folder)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().equals(".git"))
          .sorted()
          .limit(MOST_ENTRIES)
          .map(FilesystemServer::shown)
          .collect(Collectors.joining("\n"));
    }
  }

  private static String shown(Path entry) {
    var folder = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
    return entry.getFileName() + (folder ? "/" : "");
  }

  private String search(RunContext run, Arguments arguments) throws IOException {
    var pattern = arguments.text("pattern");
    if (pattern.isEmpty()) {
      throw new ToolFailed("argument \"pattern\" is empty");
    }
    return new TextSearch(workspace(run).root(), pattern).lines();
  }
}
