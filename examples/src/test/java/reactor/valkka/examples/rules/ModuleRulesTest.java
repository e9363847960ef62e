package reactor.valkka.examples.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import org.jspecify.annotations.NullMarked;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.util.Set;

/** What holds for all modules, looked at together. */
@AnalyzeClasses(packages = "reactor.valkka", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleRulesTest {
    private static final String[] CORE_PACKAGES = {
        "reactor.valkka",
        "reactor.valkka.blockhound",
        "reactor.valkka.count",
        "reactor.valkka.frame",
        "reactor.valkka.operator",
        "reactor.valkka.pool",
        "reactor.valkka.schedule",
        "reactor.valkka.spi"
    };

    /** They lose elements, or hide them from those who close what is discarded. */
    private static final Set<String> LOSING_OPERATORS = Set.of(
            "publish",
            "publishOn",
            "share",
            "shareNext",
            "replay",
            "cache",
            "takeLast",
            "takeWhile",
            "buffer",
            "bufferTimeout",
            "bufferUntil",
            "bufferWhile",
            "bufferWhen",
            "delaySequence",
            "handle",
            "mapNotNull",
            "withLatestFrom",
            "parallel");

    @ArchTest
    static final ArchRule LOSES_NO_FRAME = noClasses()
            .should()
            .callMethodWhere(describe(
                    "an operator of Reactor that loses frames", ModuleRulesTest::mayLoseFrames))
            .because("what they drop reaches no discard hook; use Fork, Hop, Use and filter");

    @ArchTest
    static final ArchRule CORE_KNOWS_NO_OTHER_MODULE = noClasses()
            .that()
            .resideInAnyPackage(CORE_PACKAGES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "reactor.valkka.media..",
                    "reactor.valkka.rtsp..",
                    "reactor.valkka.ffmpeg..",
                    "reactor.valkka.javacv..",
                    "reactor.valkka.linux..",
                    "reactor.valkka.source..",
                    "reactor.valkka.sink..",
                    "reactor.valkka.test..",
                    "reactor.valkka.examples..");

    @ArchTest
    static final ArchRule NO_SOURCE_KNOWS_A_SINK = noClasses()
            .that()
            .resideInAPackage("reactor.valkka.source..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("reactor.valkka.sink..", "reactor.valkka.examples..");

    @ArchTest
    static final ArchRule NO_SINK_KNOWS_A_SOURCE = noClasses()
            .that()
            .resideInAPackage("reactor.valkka.sink..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("reactor.valkka.source..", "reactor.valkka.examples..");

    @ArchTest
    static final ArchRule FORMATS_ARE_FUNCTIONS_OVER_BUFFERS = noClasses()
            .that()
            .resideInAPackage("reactor.valkka.media..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("reactor.core..", "java.net", "java.nio.channels..", "io.netty..");

    @ArchTest
    static final ArchRule BITSTREAMS_KNOW_NO_PROTOCOL = noClasses()
            .that()
            .resideInAPackage("reactor.valkka.media.bitstream")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "reactor.valkka.media.rtp",
                    "reactor.valkka.media.rtcp",
                    "reactor.valkka.media.sdp",
                    "reactor.valkka.media.rtsp",
                    "reactor.valkka.media.mp4");

    @ArchTest
    static final ArchRule RTP_KNOWS_NO_SESSION = noClasses()
            .that()
            .resideInAnyPackage("reactor.valkka.media.rtp", "reactor.valkka.media.rtcp")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("reactor.valkka.media.sdp", "reactor.valkka.media.rtsp");

    @ArchTest
    static final ArchRule ONLY_LINUX_CALLS_THE_KERNEL = noClasses()
            .that()
            .resideOutsideOfPackage("reactor.valkka.linux..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule ONLY_THE_NETWORK_MODULES_USE_NETTY = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "reactor.valkka.rtsp..",
                    "reactor.valkka.source.rtsp..",
                    "reactor.valkka.sink.http..",
                    "reactor.valkka.sink.rtsp..",
                    "reactor.valkka.examples..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "reactor.netty..");

    @ArchTest
    static final ArchRule ONLY_THE_MEDIA_LIBRARIES_USE_FFMPEG = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "reactor.valkka.ffmpeg..",
                    "reactor.valkka.javacv..",
                    "reactor.valkka.source.file..",
                    "reactor.valkka.examples..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..");

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

    private static boolean mayLoseFrames(JavaMethodCall call) {
        return (call.getTargetOwner().isAssignableTo(Flux.class)
                        || call.getTargetOwner().isAssignableTo(Mono.class))
                && LOSING_OPERATORS.contains(call.getName());
    }
}
