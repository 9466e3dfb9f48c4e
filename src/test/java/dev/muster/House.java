package dev.muster;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The rooms of the house and the rules between them. Features' own interfaces that {@code engine}
 * implements, and toolbelt's that {@code agent} implements, need no exception: the one who
 * implements stands above the one who declares.
 */
final class House {
  private static final String ROOT = "dev.muster";

  /** From the top line to the lowest; a room may use rooms on lower lines only. */
  static final List<List<String>> LINES =
      List.of(
          List.of("engine", "web", "command"),
          List.of("operation"),
          List.of("deployment"),
          List.of("agent"),
          List.of("evaluation"),
          List.of("gateway"),
          List.of("toolbelt"),
          List.of("mcp"),
          List.of("routing", "client"),
          List.of("approval"),
          List.of("model", "gate"),
          List.of("ledger", "workspace", "journal", "rehearsal"),
          List.of("plan", "evidence"),
          List.of("secret", "store", "telemetry", "threads", "tokens"));

  /** Rooms on lower lines that are open to some only. */
  private static final Map<String, List<String>> DOORS = Map.of("rehearsal", List.of("command"));

  private static final String[] PAYING = {
    ROOT + ".model..",
    ROOT + ".agent..",
    ROOT + ".evaluation..",
    ROOT + ".gateway..",
    ROOT + ".operation.."
  };

  private static final Pattern EMPTY_NAME =
      Pattern.compile("(.*[a-z0-9])?(Utils?|Common|Manager|Helper|Impl)([A-Z].*)?");

  static final List<ArchRule> RULES =
      List.of(
          classes()
              .should(useOnlyRoomsOnLowerLines())
              .because("a room may use rooms on lower lines only, and only command the rehearsal"),
          noClasses()
              .that(resideOutsideOfPackage(ROOT + ".engine.."))
              .should()
              .dependOnClassesThat(resideInAPackage("org.camunda.."))
              .because("the engine's names end at engine"),
          noClasses()
              .that(resideOutsideOfPackages(PAYING))
              .should()
              .dependOnClassesThat()
              .haveNameMatching(".*\\.model\\.(PaidCalls|ForwardedCalls)")
              .because(
                  "only these ask model for a paid call: agent, evaluation, gateway, operation"),
          noClasses()
              .that(resideOutsideOfPackage(ROOT + ".*.web.."))
              .should()
              .dependOnClassesThat(resideInAPackage(ROOT + ".*.web.."))
              .allowEmptyShould(true)
              .because("a feature's controllers are called from outside only"),
          noFields()
              .should()
              .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
              .orShould()
              .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
              .orShould()
              .beAnnotatedWith("jakarta.inject.Inject")
              .orShould()
              .beAnnotatedWith("jakarta.annotation.Resource")
              .because("what a class needs stands in its constructor"),
          noClasses()
              .should()
              .dependOnClassesThat(resideInAPackage("lombok.."))
              .because("Java's records suffice"),
          classes()
              .should(haveNamesThatSay())
              .because("util, common, manager, helper and impl say nothing about what is inside"));

  private House() {}

  private static ArchCondition<JavaClass> useOnlyRoomsOnLowerLines() {
    return new ArchCondition<>("use only rooms on lower lines") {
      @Override
      public void check(JavaClass user, ConditionEvents events) {
        if (line(room(user)) < 0 && !isRoot(user)) {
          events.add(violated(user, user.getName() + " is in no room of the table"));
        }
        for (var use : user.getDirectDependenciesFromSelf()) {
          if (isForbidden(use)) events.add(violated(user, use.getDescription()));
        }
      }
    };
  }

  private static boolean isForbidden(Dependency use) {
    var used = use.getTargetClass().getBaseComponentType();
    if (!used.getPackageName().startsWith(ROOT)) return false;
    var user = room(use.getOriginClass());
    var target = room(used);
    if (isRoot(use.getOriginClass()) || user.equals(target)) return false;
    // The application class: whoever starts it must name it.
    if (isRoot(used)) return !user.equals("command");
    if (DOORS.containsKey(target) && !DOORS.get(target).contains(user)) return true;
    return line(target) <= line(user);
  }

  private static boolean isRoot(JavaClass type) {
    return type.getPackageName().equals(ROOT);
  }

  /** The first package name below the root; a feature's web subpackage belongs to the feature. */
  private static String room(JavaClass type) {
    if (isRoot(type)) return "";
    return type.getPackageName().substring(ROOT.length() + 1).split("\\.")[0];
  }

  private static int line(String room) {
    for (var line : LINES) {
      if (line.contains(room)) return LINES.indexOf(line);
    }
    return -1;
  }

  private static ArchCondition<JavaClass> haveNamesThatSay() {
    var packages = List.of("util", "utils", "common", "manager", "helper", "impl");
    return new ArchCondition<>("have names that say what they do") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        var parts = List.of(type.getPackageName().split("\\."));
        if (EMPTY_NAME.matcher(type.getSimpleName()).matches()
            || parts.stream().anyMatch(packages::contains)) {
          events.add(violated(type, type.getName() + " has a name that says nothing"));
        }
      }
    };
  }
}
