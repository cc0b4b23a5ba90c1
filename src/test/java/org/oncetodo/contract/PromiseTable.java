package org.oncetodo.contract;

import static java.util.stream.Collectors.joining;
import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;
import static org.junit.platform.commons.support.HierarchyTraversalMode.TOP_DOWN;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Says at the end of a run, line by line, which promises of the contract were kept: all of them where somebody asked for
 * it with a URL, else those that were not, and all in {@code target}.
 */
public final class PromiseTable implements TestExecutionListener {

    private static final String BY_URL = "org.oncetodo.contract";
    private static final List<String> WITH_THE_NODE =
            List.of("org.oncetodo.node", "org.oncetodo.faults", "org.oncetodo.todos");

    private final Map<String, Set<String>> failures = new TreeMap<>();
    private final Set<String> kept = new TreeSet<>();
    private final Set<String> notRun = new TreeSet<>();

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        methods(test).forEach(method -> notRun.addAll(promises(method)));
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean failed = result.getStatus() == Status.FAILED;
        methods(test)
                .filter(method -> test.isTest() || failed)
                .forEach(method -> promises(method).forEach(promise -> {
                    switch (result.getStatus()) {
                        case SUCCESSFUL -> kept.add(promise);
                        case ABORTED -> notRun.add(promise);
                        case FAILED ->
                            failures.computeIfAbsent(promise, p -> new TreeSet<>())
                                    .add(method.getDeclaringClass().getSimpleName() + "." + method.getName());
                    }
                }));
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan plan) {
        if (kept.isEmpty() && failures.isEmpty()) {
            return;
        }
        WITH_THE_NODE.stream()
                .flatMap(name -> ReflectionSupport.findAllClassesInPackage(name, type -> true, type -> true).stream())
                .flatMap(PromiseTable::methods)
                .forEach(method -> notRun.addAll(promises(method)));
        kept.removeAll(failures.keySet());
        notRun.removeAll(failures.keySet());
        notRun.removeAll(kept);
        if (Deployment.given().isPresent()) {
            System.out.println(table(Deployment.given().get().toString(), lines(true)));
            Deployment.client().tidy();
        } else {
            String name = Deployment.own().name();
            write(Path.of("target", "promises-" + name + ".txt"), table(name, lines(true)));
            System.out.println(table(name, lines(false)));
        }
    }

    private String table(String deployment, Collection<String> lines) {
        String summary = "%d passed, %d failed, %d not run here".formatted(kept.size(), failures.size(), notRun.size());
        return Stream.of(
                        Stream.of("", "What a client can rely on at " + deployment + ":"),
                        lines.stream(),
                        Stream.of(summary, ""))
                .flatMap(line -> line)
                .collect(joining(System.lineSeparator()));
    }

    private Collection<String> lines(boolean passed) {
        Map<String, String> lines = new TreeMap<>();
        if (passed) {
            kept.forEach(promise -> lines.put(promise, "passed   " + promise));
        }
        String why =
                Deployment.given().isPresent() ? "needs control of the node" : "another server and database is asked";
        notRun.forEach(promise -> lines.put(promise, "not run  " + promise + " (not run here: " + why + ")"));
        failures.forEach(
                (promise, tests) -> lines.put(promise, "FAILED   " + promise + " (" + String.join(", ", tests) + ")"));
        return lines.values();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> promises(Method method) {
        return findAnnotation(method, Promise.class)
                .map(promise -> List.of(promise.value()))
                .orElse(List.of());
    }

    private static Stream<Method> methods(TestIdentifier test) {
        return test.getSource().stream().flatMap(source -> {
            if (source instanceof MethodSource method && ours(method.getClassName())) {
                return Stream.of(method.getJavaMethod());
            }
            if (source instanceof ClassSource type && ours(type.getClassName())) {
                return methods(type.getJavaClass());
            }
            return Stream.empty();
        });
    }

    private static Stream<Method> methods(Class<?> type) {
        return ReflectionSupport.findMethods(type, method -> true, TOP_DOWN).stream();
    }

    private static boolean ours(String type) {
        return type.startsWith(BY_URL + ".") || WITH_THE_NODE.stream().anyMatch(name -> type.startsWith(name + "."));
    }
}
