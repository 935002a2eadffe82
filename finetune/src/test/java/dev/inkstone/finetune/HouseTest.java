package dev.inkstone.finetune;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The house as a test: what fine-tuning may know, as docs/architecture.md draws it. */
class HouseTest {
  private static final JavaClasses FINETUNE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.inkstone.finetune");

  @Test
  void the_tape_knows_tensors_and_their_formats_and_nothing_else_of_core() {
    noClasses()
        .that()
        .resideInAPackage("dev.inkstone.finetune.autograd")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.inkstone",
            "dev.inkstone.finetune",
            "dev.inkstone.sampling",
            "dev.inkstone.engine.model",
            "dev.inkstone.engine.nn",
            "dev.inkstone.engine.format")
        .check(FINETUNE);
  }

  @Test
  void kernels_stay_in_core() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.inkstone.engine.kernel..", "jdk.incubator.vector..")
        .check(FINETUNE);
  }

  @Test
  void siblings_that_build_on_it_are_not_known() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.inkstone.rag..", "dev.inkstone.distill..", "dev.inkstone.examples..")
        .check(FINETUNE);
  }

  @Test
  void static_state_is_final() {
    noFields().that().areStatic().should().notHaveModifier(JavaModifier.FINAL).check(FINETUNE);
  }

  @Test
  void classes_are_not_named_for_what_they_do_to_others() {
    classes().should().haveNameNotMatching(".*(Impl|Manager|Helper|Util|Utils)$").check(FINETUNE);
  }
}
