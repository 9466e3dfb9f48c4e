package dev.muster.command;

import dev.muster.client.ConfigImport;
import dev.muster.client.ConfigImport.Source;
import dev.muster.plan.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Existing clients' files as a part of a plan; reads files and nothing else. */
@Command(
    name = "import",
    description = "Reads clients' MCP servers into a part of a plan; secrets become references.",
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {

  @Option(
      names = "--client",
      paramLabel = "KIND",
      description = "only these kinds: qwen-code gemini-cli copilot-cli claude-code mcporter",
      converter = KindWord.class)
  private List<Client.Kind> kinds;

  @Option(names = "--home", paramLabel = "DIR", description = "stands for the user's home")
  private Path home = Path.of(System.getProperty("user.home"));

  @Option(names = "--project", paramLabel = "DIR", description = "a project's files instead")
  private Path project;

  @Option(names = "--out", paramLabel = "FILE", description = "a new file; default: stdout")
  private Path out;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "this file, of the one kind that --client names")
  private Path file;

  @Override
  public Integer call() {
    var sources = sources();
    if (sources.isEmpty()) {
      throw new IllegalArgumentException(
          "no client's file was found in "
              + (project == null ? home : project)
              + ": name the folder with --home or --project, or a FILE");
    }
    var fragment = ConfigImport.of(sources);
    write(fragment.yaml());
    fragment.remarks().forEach(remark -> System.err.println("muster: " + remark));
    if (!fragment.names().isEmpty()) {
      System.err.println(
          "muster: set these in the environment or in secrets.env, their values are in the files: "
              + String.join(", ", fragment.names()));
    }
    return fragment.complete() ? MusterCommand.DONE : MusterCommand.FAILED;
  }

  private List<Source> sources() {
    if (file != null) {
      if (kinds == null || kinds.size() != 1) {
        throw new IllegalArgumentException("a FILE needs one --client that says whose it is");
      }
      return List.of(new Source(kinds.get(0), Home.existing(file.toAbsolutePath()), null));
    }
    Stream<Client.Kind> all = kinds == null ? Arrays.stream(Client.Kind.values()) : kinds.stream();
    return all.map(this::source).filter(source -> Files.isRegularFile(source.file())).toList();
  }

  private Source source(Client.Kind kind) {
    return project == null
        ? Source.user(kind, home.toAbsolutePath())
        : Source.project(kind, project.toAbsolutePath().normalize());
  }

  private void write(String yaml) {
    try {
      if (out == null) {
        System.out.print(yaml);
      } else {
        Files.writeString(out, yaml, StandardOpenOption.CREATE_NEW);
      }
    } catch (FileAlreadyExistsException e) {
      throw new IllegalArgumentException(out + " is there already: name a new file", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + out, e);
    }
  }
}
