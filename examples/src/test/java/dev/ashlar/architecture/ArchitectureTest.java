package dev.ashlar.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shape that the modules keep: who may use whom, what is public, and where time comes from. */
class ArchitectureTest {
    /** Every library, and the packages that it may use beside its own and the JDK's. */
    private static final Map<String, List<String>> LIBRARIES = new TreeMap<>(Map.of(
            "bloom", List.of("com.dynatrace.hash4j.."),
            "hashring", List.of("com.dynatrace.hash4j.."),
            "idgen", List.of(),
            "ratelimit", List.of(),
            "trie", List.of(),
            "kvstore", List.of("dev.ashlar.bloom", "com.github.benmanes.caffeine..", "net.jpountz..")));

    private static final Set<String> CLOCKS = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.time.Instant.now",
            "java.time.Clock.systemUTC");

    private static JavaClasses all;

    @BeforeAll
    static void load() {
        all = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(LIBRARIES.keySet().stream()
                        .map(name -> "dev.ashlar." + name)
                        .toArray(String[]::new));
    }

    static Stream<String> libraries() {
        return LIBRARIES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void library_uses_onlyWhatItMay(String name) {
        List<String> allowed = new ArrayList<>(LIBRARIES.get(name));
        allowed.addAll(List.of("java..", "javax.sql..", "org.jspecify.annotations..", "dev.ashlar." + name + ".."));
        classes()
                .that(resideInAPackage("dev.ashlar." + name + ".."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
                .check(all);
    }

    @Test
    void exportedSignatures_have_noInternalTypes() {
        Set<String> leaks = new TreeSet<>();
        for (JavaClass type : all) {
            if (isInternal(type) || !isPublic(type)) {
                continue;
            }
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                if (isExposed(unit.getModifiers())) {
                    Stream.of(
                                    unit.getRawParameterTypes().stream(),
                                    Stream.of(unit.getRawReturnType()),
                                    unit.getThrowsClause().getTypes().stream())
                            .flatMap(types -> types)
                            .map(JavaClass.class::cast)
                            .filter(ArchitectureTest::isHidden)
                            .forEach(hidden -> leaks.add(unit.getFullName() + " shows " + hidden.getName()));
                }
            }
            for (JavaField field : type.getFields()) {
                if (isExposed(field.getModifiers()) && isHidden(field.getRawType())) {
                    leaks.add(
                            field.getFullName() + " shows " + field.getRawType().getName());
                }
            }
        }
        assertThat(leaks).isEmpty();
    }

    @Test
    void clocks_areRead_onlyAsDefaultsOfWhatIsInjected() {
        Set<String> readers = all.stream()
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(access -> CLOCKS.contains(access.getTargetOwner().getName() + "."
                        + access.getTarget().getName()))
                .map(JavaAccess::getOriginOwner)
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(readers)
                .containsExactly(
                        "dev.ashlar.idgen.Snowflake$Builder",
                        "dev.ashlar.idgen.Waiter$1",
                        "dev.ashlar.ratelimit.KeyedRateLimiter$Builder",
                        "dev.ashlar.ratelimit.TokenBucket$Builder");
    }

    @Test
    void nothing_uses_unsafeReflectionOrNativeCode() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("sun..", "jdk.internal..", "java.lang.reflect.."))
                .check(all);
        assertThat(all.stream().flatMap(type -> type.getMethods().stream()))
                .noneMatch(method -> method.getModifiers().contains(JavaModifier.NATIVE));
    }

    @Test
    void rules_look_atEveryLibrary() {
        for (String name : LIBRARIES.keySet()) {
            assertThat(all.that(resideInAPackage("dev.ashlar." + name + "..")).that(alwaysTrue()))
                    .as(name)
                    .isNotEmpty();
        }
    }

    private static boolean isExposed(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC);
    }

    private static boolean isInternal(JavaClass type) {
        return type.getPackageName().contains(".internal");
    }

    /** A type of ours that a user cannot name. */
    private static boolean isHidden(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        return base.getPackageName().startsWith("dev.ashlar.") && (isInternal(base) || !isPublic(base));
    }
}
