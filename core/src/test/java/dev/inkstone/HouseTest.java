package dev.inkstone;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.inkstone.error.InkstoneException;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/** The house as a test: who may know whom in core, as docs/architecture.md draws it. */
class HouseTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.inkstone");

  @Test
  void arrows_between_rooms_go_one_way() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("front")
        .definedBy("dev.inkstone")
        .layer("sampling")
        .definedBy("dev.inkstone.sampling")
        .layer("model")
        .definedBy("dev.inkstone.engine.model")
        .layer("nn")
        .definedBy("dev.inkstone.engine.nn")
        .layer("format")
        .definedBy("dev.inkstone.engine.format")
        .layer("tensor")
        .definedBy("dev.inkstone.engine.tensor")
        .layer("quant")
        .definedBy("dev.inkstone.engine.quant")
        .layer("kernel")
        .definedBy("dev.inkstone.engine.kernel")
        .whereLayer("front")
        .mayOnlyAccessLayers("sampling", "model", "nn", "format", "tensor", "kernel")
        .whereLayer("sampling")
        .mayNotAccessAnyLayer()
        .whereLayer("model")
        .mayOnlyAccessLayers("nn", "format", "tensor", "quant")
        .whereLayer("nn")
        .mayOnlyAccessLayers("tensor")
        .whereLayer("format")
        .mayOnlyAccessLayers("tensor")
        .whereLayer("tensor")
        .mayOnlyAccessLayers("quant", "kernel")
        .whereLayer("quant")
        .mayOnlyAccessLayers("kernel")
        .whereLayer("kernel")
        .mayNotAccessAnyLayer()
        .check(CORE);
  }

  @Test
  void the_front_room_asks_the_kernels_only_what_they_found_here() {
    noClasses()
        .that()
        .resideInAPackage("dev.inkstone")
        .and()
        .doNotHaveFullyQualifiedName(SystemReport.class.getName())
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.inkstone.engine.kernel")
        .check(CORE);
  }

  @Test
  void rooms_have_no_cycles() {
    slices().matching("dev.inkstone.(**)").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void only_kernels_know_the_vector_module() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.inkstone.engine.kernel..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .check(CORE);
  }

  @Test
  void nothing_uses_the_common_pool_or_system_properties() {
    noClasses().should().callMethod(ForkJoinPool.class, "commonPool").check(CORE);
    noClasses()
        .should()
        .callMethod(System.class, "setProperty", String.class, String.class)
        .check(CORE);
  }

  @Test
  void libraries_print_nothing() {
    noClasses().should().accessField(System.class, "out").check(CORE);
    noClasses().should().accessField(System.class, "err").check(CORE);
  }

  @Test
  void nothing_throws_a_bare_runtime_exception() {
    noClasses()
        .that()
        .areNotAssignableTo(InkstoneException.class)
        .should()
        .callConstructorWhere(target(owner(equivalentTo(RuntimeException.class))))
        .check(CORE);
  }

  @Test
  void static_state_is_final() {
    noFields().that().areStatic().should().notHaveModifier(JavaModifier.FINAL).check(CORE);
  }

  @Test
  void classes_are_not_named_for_what_they_do_to_others() {
    classes().should().haveNameNotMatching(".*(Impl|Manager|Helper|Util|Utils)$").check(CORE);
  }
}
