package org.oncetodo.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A client as docs/clients.md wants it: it wishes todos, one after the other, and repeats each request, to a node chosen
 * at random, until it is answered. It is moody: it hangs up early, asks again what was answered, asks twice at once,
 * changes and deletes what it created and asks for that again. All is told to the journal, nothing is judged here.
 */
final class Customer implements Runnable {

    /** The last is what docs/clients.md recommends; who hangs up sooner asks again while the first request still runs. */
    private static final List<Duration> PATIENCE =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(20), Duration.ofSeconds(20));

    /** In milliseconds, between a failure and the next attempt: far less than a real client's, to make more of each fault. */
    private static final int SHORTEST_BACKOFF = 20;

    private static final int LONGEST_BACKOFF = 1000;

    /** Old wishes that are remembered, and asked for again now and then. */
    private static final int MEMORY = 200;

    private static final int OTHER_DRAFT = 99;

    private record Granted(Wish wish, String path, String tag) {}

    private final Random dice;
    private final String name;
    private final int longestThought;
    private final Journal journal;
    private final List<URI> nodes;
    private final BooleanSupplier over;
    private final ExecutorService threads;
    private final HttpClient http;
    private final List<Granted> memory = new ArrayList<>();

    /**
     * @param longestThought in milliseconds, between two wishes
     * @param threads for what it asks twice at once
     */
    Customer(
            String name,
            long seed,
            int longestThought,
            Journal journal,
            List<URI> nodes,
            ExecutorService threads,
            BooleanSupplier over) {
        this.name = name;
        this.dice = new Random(seed);
        this.longestThought = longestThought;
        this.journal = journal;
        this.nodes = nodes;
        this.threads = threads;
        this.over = over;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
    }

    @Override
    public void run() {
        for (int number = 0; !over.getAsBoolean(); number++) {
            pause(dice.nextInt(longestThought));
            String wish = name + "-" + number;
            if (chance(10)) {
                ask(Request.create(null, Wish.withoutKey(wish).draft(0))); // nobody may repeat it
            } else {
                wish(Wish.withKey(wish));
            }
        }
    }

    private void wish(Wish wish) {
        Request create = Request.create(wish.key(), wish.draft(0));
        Reply created = chance(15) ? untilAnsweredTwice(create) : untilAnswered(create);
        if (created == null || created.status() != 201) {
            return; // over, or a violation
        }
        Granted granted = new Granted(wish, created.location(), created.tag());
        untilAnswered(Request.get(granted.path));
        if (chance(20)) {
            untilAnswered(create);
        }
        if (chance(20)) {
            change(granted);
        }
        if (chance(10)) {
            untilAnswered(Request.create(wish.key(), wish.draft(OTHER_DRAFT)));
        }
        if (chance(10)) {
            untilAnswered(Request.status(wish.key()));
        }
        if (chance(20)) {
            untilAnswered(Request.delete(granted.path));
            untilAnswered(Request.get(granted.path));
            untilAnswered(create);
        }
        remember(granted);
        if (chance(15)) {
            recall(memory.get(dice.nextInt(memory.size())));
        }
    }

    private void change(Granted granted) {
        untilAnswered(Request.put(granted.path, granted.wish.draft(1)));
        untilAnswered(Request.get(granted.path));
        if (chance(50)) {
            untilAnswered(Request.patch(granted.path, "{\"is_completed\":true}"));
            untilAnswered(Request.get(granted.path));
        }
        if (chance(50)) {
            untilAnswered(Request.put(granted.path, granted.wish.draft(2)).ifMatch(granted.tag)); // out of date
            untilAnswered(Request.get(granted.path));
        }
        untilAnswered(Request.create(granted.wish.key(), granted.wish.draft(0)));
    }

    private void remember(Granted granted) {
        if (memory.size() < MEMORY) {
            memory.add(granted);
        } else {
            memory.set(dice.nextInt(MEMORY), granted);
        }
    }

    private void recall(Granted granted) {
        Request create = Request.create(granted.wish.key(), granted.wish.draft(0));
        if (chance(30)) {
            untilAnsweredTwice(create);
        } else {
            untilAnswered(create);
        }
        untilAnswered(Request.get(granted.path));
    }

    private Reply untilAnsweredTwice(Request request) {
        Random others = new Random(dice.nextLong());
        CompletableFuture<Reply> twin = CompletableFuture.supplyAsync(() -> untilAnswered(request, others), threads);
        Reply reply = untilAnswered(request);
        twin.join();
        return reply;
    }

    private Reply untilAnswered(Request request) {
        return untilAnswered(request, dice);
    }

    /** {@code null} if the storm was over before. */
    private Reply untilAnswered(Request request, Random dice) {
        for (int backoff = SHORTEST_BACKOFF; ; backoff = Math.min(LONGEST_BACKOFF, 2 * backoff)) {
            Reply reply = ask(request, dice);
            if (reply != null && reply.isFinal()) {
                return reply;
            }
            if (over.getAsBoolean()) {
                return null;
            }
            pause(backoff / 2 + dice.nextInt(backoff));
        }
    }

    private Reply ask(Request request) {
        return ask(request, dice);
    }

    /** Once; {@code null} where nothing came back. */
    private Reply ask(Request request, Random dice) {
        Request asked = request.of(dice.nextInt(nodes.size()));
        HttpRequest http = http(asked, PATIENCE.get(dice.nextInt(PATIENCE.size())));
        long attempt = journal.sent(asked);
        try {
            Reply reply = Reply.of(this.http.send(http, BodyHandlers.ofString(UTF_8)));
            journal.answered(attempt, reply);
            return reply;
        } catch (IOException e) {
            journal.failed(attempt, e);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest http(Request asked, Duration patience) {
        BodyPublisher body =
                asked.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(asked.body(), UTF_8);
        HttpRequest.Builder http = HttpRequest.newBuilder(
                        nodes.get(asked.node()).resolve(asked.path()))
                .timeout(patience)
                .method(asked.method(), body);
        if (asked.body() != null) {
            boolean patch = asked.method().equals("PATCH");
            http.header("Content-Type", patch ? "application/merge-patch+json" : "application/json");
        }
        if (asked.key() != null) {
            http.header("Idempotency-Key", asked.key());
        }
        if (asked.ifMatch() != null) {
            http.header("If-Match", asked.ifMatch());
        }
        return http.build();
    }

    private boolean chance(int percent) {
        return dice.nextInt(100) < percent;
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }
}
