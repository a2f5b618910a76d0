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
import com.tngtech.archunit.core.domain.JavaType;
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
            "ratelimit", List.of("org.snakeyaml.engine.."), // by YamlRules alone
            "trie", List.of(),
            "kvstore", List.of("dev.ashlar.bloom", "net.jpountz..")));

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
            type.getSuperclass().ifPresent(parent -> {
                // A superclass of the same package that is not public shows nothing of itself.
                if (isInternal(parent.toErasure())) {
                    leaks.add(type.getName() + " extends " + parent.getName());
                }
            });
            type.getInterfaces().forEach(parent -> hidden(parent.getAllInvolvedRawTypes(), type.getName(), leaks));
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                if (isExposed(unit.getModifiers())) {
                    for (JavaType parameter : unit.getParameterTypes()) {
                        hidden(parameter.getAllInvolvedRawTypes(), unit.getFullName(), leaks);
                    }
                    hidden(unit.getReturnType().getAllInvolvedRawTypes(), unit.getFullName(), leaks);
                    hidden(unit.getThrowsClause().getTypes(), unit.getFullName(), leaks);
                }
            }
            for (JavaField field : type.getFields()) {
                if (isExposed(field.getModifiers())) {
                    hidden(field.getType().getAllInvolvedRawTypes(), field.getFullName(), leaks);
                }
            }
        }
        assertThat(leaks).isEmpty();
    }

    @Test
    void clocks_areRead_onlyAsDefaultsOfWhatIsInjected() {
        Set<String> readers = all.stream()
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(ArchitectureTest::readsAClock)
                .map(JavaAccess::getOriginOwner)
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(readers)
                .containsExactly(
                        "dev.ashlar.idgen.SegmentsBuilder",
                        "dev.ashlar.idgen.SnowflakeBuilder",
                        "dev.ashlar.idgen.UlidGenerator",
                        "dev.ashlar.idgen.Uuid7",
                        "dev.ashlar.idgen.Waiter$1",
                        "dev.ashlar.idgen.lease.WorkerLease",
                        "dev.ashlar.kvstore.KvStore",
                        "dev.ashlar.ratelimit.KeyedRateLimiter$Builder",
                        "dev.ashlar.ratelimit.LeasedRateLimiter",
                        "dev.ashlar.ratelimit.LocalRateLimiter$Builder",
                        "dev.ashlar.ratelimit.redis.RedisRateLimiter$Builder",
                        "dev.ashlar.ratelimit.rules.RateLimitRules$Builder");
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

    /** Methods that read a clock; of {@code java.time} all that are called {@code now} or begin with {@code system}. */
    private static boolean readsAClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getTarget().getName();
        return (owner.equals("java.lang.System") && (name.equals("currentTimeMillis") || name.equals("nanoTime")))
                || (owner.startsWith("java.time.") && (name.equals("now") || name.startsWith("system")))
                || (owner.equals("java.util.Date") && name.equals("<init>"));
    }

    private static void hidden(Iterable<JavaClass> types, String where, Set<String> leaks) {
        for (JavaClass type : types) {
            if (isHidden(type)) {
                leaks.add(where + " shows " + type.getName());
            }
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
