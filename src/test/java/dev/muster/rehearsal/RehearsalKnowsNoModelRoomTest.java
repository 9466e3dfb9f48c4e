package dev.muster.rehearsal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** A server that shared code with its client would share the client's bugs and hide them. */
class RehearsalKnowsNoModelRoomTest {

  @Test
  void it_depends_on_no_other_room_but_for_its_threads_and_the_tokenizer() {
    var classes = new ClassFileImporter().importPackages("dev.muster.rehearsal");
    noClasses()
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.base.DescribedPredicate.describe(
                "another room",
                c ->
                    c.getPackageName().startsWith("dev.muster")
                        && !c.getPackageName().startsWith("dev.muster.threads")
                        && !c.getPackageName().startsWith("dev.muster.tokens")
                        && !c.getPackageName().startsWith("dev.muster.rehearsal")))
        .check(classes);
  }
}
