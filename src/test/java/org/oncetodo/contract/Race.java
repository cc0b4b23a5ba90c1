package org.oncetodo.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Many calls at the same moment. */
public final class Race {

    /** Longer than anything that a test waits for. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private Race() {}

    /** What each of them got, in the order of their numbers; the first that fails ends all. */
    public static <T> List<T> of(int racers, IntFunction<T> racer) {
        CyclicBarrier start = new CyclicBarrier(racers);
        ExecutorService threads = Executors.newFixedThreadPool(racers);
        CompletionService<T> race = new ExecutorCompletionService<>(threads);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < racers; i++) {
                int number = i;
                running.add(race.submit(() -> {
                    start.await();
                    return racer.apply(number);
                }));
            }
            for (int i = 0; i < racers; i++) {
                race.take().get();
            }
            List<T> got = new ArrayList<>();
            for (Future<T> each : running) {
                got.add(each.get());
            }
            return got;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError("a racer got no answer: " + e.getCause(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** One request created a todo, and all others repeat its answer. */
    public static void assertOneCreation(List<Answer> answers) {
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.expect(201).bytes()).isEqualTo(answers.get(0).bytes());
            assertThat(answer.location()).isEqualTo(answers.get(0).location());
            assertThat(answer.tag()).isEqualTo(answers.get(0).tag());
        });
        assertThat(answers).filteredOn(answer -> !answer.replayed()).hasSize(1);
    }

    /** Waits for this latch, as a racer does. */
    public static void await(CountDownLatch latch) {
        try {
            if (!latch.await(LONGEST.toSeconds(), SECONDS)) {
                throw new AssertionError("nobody came for " + LONGEST);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
