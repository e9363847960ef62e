package reactor.valkka;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import org.jspecify.annotations.NullMarked;

/** What core may depend on, and which operators it leaves alone. */
@AnalyzeClasses(packages = "reactor.valkka", importOptions = ImportOption.DoNotIncludeTests.class)
class CoreRulesTest {

    @ArchTest
    static final ArchRule DEPENDS_ON_REACTOR_AND_SLF4J_ONLY = classes()
            .that()
            .resideOutsideOfPackage("reactor.valkka.blockhound")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "reactor.valkka..",
                    "reactor.core..",
                    "reactor.util..",
                    "org.reactivestreams..",
                    "org.slf4j..",
                    "org.jspecify..")
            .because("core starts in milliseconds and runs on any JVM");

    @ArchTest
    static final ArchRule LAYERS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("frames")
            .definedBy("reactor.valkka.frame", "reactor.valkka.pool", "reactor.valkka.count")
            .layer("threads")
            .definedBy("reactor.valkka.schedule")
            .layer("spi")
            .definedBy("reactor.valkka.spi")
            .layer("operators")
            .definedBy("reactor.valkka.operator")
            .whereLayer("operators")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("spi")
            .mayOnlyBeAccessedByLayers("operators")
            .whereLayer("threads")
            .mayOnlyBeAccessedByLayers("operators")
            .whereLayer("frames")
            .mayOnlyBeAccessedByLayers("operators", "spi");

    @ArchTest
    static final ArchRule NEVER_SLEEPS =
            noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule PACKAGES_ARE_NULL_MARKED = classes()
            .that(describe(
                    "are package descriptions",
                    type -> type.getSimpleName().equals("package-info")))
            .should()
            .beAnnotatedWith(NullMarked.class);
}
