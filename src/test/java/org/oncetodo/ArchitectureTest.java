package org.oncetodo;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.persistence.Entity;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Date;

/** How the packages depend on each other, and on what is around them. */
@AnalyzeClasses(packages = "org.oncetodo", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule noCyclesBetweenPackages =
            slices().matching("org.oncetodo.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule idempotencyKnowsNothingOfTodos = noClasses()
            .that()
            .resideInAPackage("..idempotency..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..todos..");

    @ArchTest
    static final ArchRule nothingButTheApplicationKnowsTodos = noClasses()
            .that()
            .resideOutsideOfPackages("org.oncetodo", "..todos..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.oncetodo.todos..");

    @ArchTest
    static final ArchRule jsonStandsAlone = standsAlone("json");

    @ArchTest
    static final ArchRule environmentStandsAlone = standsAlone("environment");

    @ArchTest
    static final ArchRule callersStandAlone = standsAlone("callers");

    @ArchTest
    static final ArchRule onlyProblemsTurnExceptionsIntoAnswers =
            classes().that().areAssignableTo(ExceptionMapper.class).should().resideInAPackage("..problems..");

    @ArchTest
    static final ArchRule onlyWhatFacesTheClientKnowsJaxRs = noClasses()
            .that()
            .areNotAnnotatedWith(Path.class)
            .and()
            .resideOutsideOfPackages("org.oncetodo", "..requests..", "..problems..", "..metrics..")
            .and()
            .doNotHaveFullyQualifiedName("org.oncetodo.idempotency.IdempotencyKey")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.ws.rs..");

    @ArchTest
    static final ArchRule resourcesOpenNoTransactions = noClasses()
            .that()
            .areAnnotatedWith(Path.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.persistence..", "jakarta.transaction..", "java.sql..");

    @ArchTest
    static final ArchRule entitiesAreNeitherReadNorWrittenByJaxRs = methods()
            .that()
            .areDeclaredInClassesThat()
            .areAnnotatedWith(Path.class)
            .and()
            .arePublic()
            .should(notMention(annotatedWith(Entity.class)));

    @ArchTest
    static final ArchRule timesAreThoseOfJavaTime =
            noClasses().should().dependOnClassesThat().belongToAnyOf(Date.class, Calendar.class, Timestamp.class);

    @ArchTest
    static final ArchRule theTimeComesFromTheInjectedClock = noClasses()
            .that()
            .resideOutsideOfPackage("..environment..")
            .should()
            .callMethodWhere(target(name("currentTimeMillis"))
                    .or(target(nameMatching("now|system.*"))
                            .and(target(owner(resideInAPackage("java.time.."))))
                            .as("a method that reads the system's clock")));

    private static ArchRule standsAlone(String name) {
        String itself = "org.oncetodo." + name + "..";
        return noClasses()
                .that()
                .resideInAPackage(itself)
                .should()
                .dependOnClassesThat(resideInAPackage("org.oncetodo..").and(not(resideInAPackage(itself))));
    }

    private static ArchCondition<JavaMethod> notMention(DescribedPredicate<? super JavaClass> unwanted) {
        return new ArchCondition<>("not mention classes " + unwanted.getDescription()) {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                method.getAllInvolvedRawTypes().stream()
                        .filter(unwanted)
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                method, method.getDescription() + " mentions " + type.getName())));
            }
        };
    }
}
