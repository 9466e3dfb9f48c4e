package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The house stands as it was drawn; and whoever builds against the drawing is told. */
class ArchitectureTest {
  @TempDir Path folder;

  @Test
  void the_house_keeps_its_rules() {
    var house =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.muster");
    assertThat(house.size()).isGreaterThan(100);
    assertThat(violations(house)).isEmpty();
  }

  @Test
  void every_room_says_what_it_is() {
    var rooms = Path.of("src/main/java/dev/muster");
    assertThat(House.LINES.stream().flatMap(List::stream))
        .filteredOn(room -> Files.isDirectory(rooms.resolve(room)))
        .allSatisfy(room -> assertThat(rooms.resolve(room).resolve("package-info.java")).exists());
  }

  /** The rules are only worth something if breaking each of them is noticed. */
  @ParameterizedTest
  @CsvSource({
    "ledger.Up, dev.muster.agent.Runs, upwards",
    "ledger.Beside, dev.muster.journal.Journal, on the same line",
    "web.Beside, dev.muster.engine.Pump, on the same line at the top",
    "engine.Rehearsed, dev.muster.rehearsal.Rehearsal, the rehearsal from another room than command",
    "rehearsal.Mirror, dev.muster.model.Wire, the model room from the rehearsal",
    "deployment.Started, org.camunda.bpm.engine.RuntimeService, Camunda from another room",
    "deployment.Paid, dev.muster.model.PaidCalls, a paid call from a room that pays nobody",
    "deployment.Called, dev.muster.agent.web.AgentPages, a feature's controllers",
    "agent.web.Up, dev.muster.deployment.Phases, upwards from controllers",
    "plan.Application, dev.muster.Muster, the application class from a room",
    "attic.Anything, dev.muster.plan.Plan, from a room that is not in the table",
    "plan.impl.Plans, dev.muster.secret.Secrets, from a package without a meaning",
    "plan.PlanManager, dev.muster.secret.Secrets, from a class without a meaning"
  })
  void a_forbidden_use_is_noticed(String user, String used, String how) throws IOException {
    assertThat(violations(compiled(using("dev.muster." + user, used), type(used))))
        .as(how)
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "command.Rehearse, dev.muster.rehearsal.Rehearsal",
    "command.Start, dev.muster.Muster",
    "engine.people.Accounts, dev.muster.approval.Accounts",
    "engine.work.Workers, org.camunda.bpm.engine.RuntimeService",
    "agent.web.AgentPages, dev.muster.agent.Runs",
    "agent.LoopedTurns, dev.muster.model.PaidCalls",
    "agent.KnownRuns, dev.muster.toolbelt.RunsPort",
    "journal.Journal, dev.muster.store.DataFolder"
  })
  void a_permitted_use_is_no_violation(String user, String used) throws IOException {
    assertThat(violations(compiled(using("dev.muster." + user, used), type(used)))).isEmpty();
  }

  @Test
  void an_injected_field_is_noticed() throws IOException {
    var autowired = "org.springframework.beans.factory.annotation.Autowired";
    var annotation = new Source(autowired, "public @interface Autowired {}");
    var user =
        new Source("dev.muster.plan.Hidden", "class Hidden { @" + autowired + " String s; }");
    assertThat(violations(compiled(annotation, user))).hasSize(1);
  }

  private record Source(String name, String text) {
    String packageName() {
      return name.substring(0, name.lastIndexOf('.'));
    }

    String simpleName() {
      return name.substring(name.lastIndexOf('.') + 1);
    }
  }

  private static Source using(String user, String used) {
    var name = user.substring(user.lastIndexOf('.') + 1);
    return new Source(user, "public class " + name + " { " + used + " needed; }");
  }

  private static Source type(String name) {
    return new Source(name, "public class " + name.substring(name.lastIndexOf('.') + 1) + " {}");
  }

  private static List<String> violations(JavaClasses house) {
    return House.RULES.stream()
        .flatMap(
            rule ->
                rule
                    .allowEmptyShould(true)
                    .evaluate(house)
                    .getFailureReport()
                    .getDetails()
                    .stream())
        .toList();
  }

  private JavaClasses compiled(Source... sources) throws IOException {
    var arguments =
        new ArrayList<>(List.of("-proc:none", "-d", folder.resolve("classes").toString()));
    for (var source : sources) {
      var file = folder.resolve(source.packageName()).resolve(source.simpleName() + ".java");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "package " + source.packageName() + ";\n" + source.text());
      arguments.add(file.toString());
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
    try (Stream<Path> all = Files.walk(folder.resolve("classes/dev/muster"))) {
      return new ClassFileImporter().importPaths(all.filter(Files::isRegularFile).toList());
    }
  }
}
