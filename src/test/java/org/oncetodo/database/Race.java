package org.oncetodo.database;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Calls that begin at the same moment. */
public final class Race {

    private Race() {}

    /** What each of so many racers brought home; the first exception where one fell. */
    public static <T> List<T> of(int racers, IntFunction<T> call) {
        ExecutorService threads = Executors.newFixedThreadPool(racers);
        try {
            CyclicBarrier start = new CyclicBarrier(racers);
            List<Callable<T>> calls = IntStream.range(0, racers)
                    .<Callable<T>>mapToObj(racer -> () -> {
                        start.await();
                        return call.apply(racer);
                    })
                    .toList();
            List<Future<T>> results = threads.invokeAll(calls);
            return results.stream().map(Race::result).toList();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Waits for this latch. */
    public static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e.getCause());
        }
    }
}
