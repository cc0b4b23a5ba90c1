package org.oncetodo.faults;

import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.oncetodo.faults.History.KeyRow;
import org.oncetodo.faults.History.Row;
import org.oncetodo.faults.Journal.Expiry;
import org.oncetodo.faults.Register.Change;
import org.oncetodo.faults.Register.Step;

/**
 * Holds a history against what was promised, and explains each violation. It knows the promises, and nothing of how the
 * service keeps them.
 *
 * <p>A key lives until it expires, and then again; its {@code created_at} tells in which of its lives a todo was created,
 * as both are whole seconds of the same clock.
 */
final class Checker {

    /** {@code todos.idempotency.ttl}, of which the storm keeps the default. */
    private static final Duration TTL = Duration.ofHours(24);

    private static final Set<Integer> ALLOWED = Set.of(200, 201, 204, 404, 409, 412, 422, 500, 503);

    private final History history;
    private final List<String> violations = new ArrayList<>();

    /** The seconds from which on a key was new again, in their order. */
    private final Map<String, List<Expiry>> expiries = new HashMap<>();

    /** All that was acknowledged, by id. */
    private final Map<Long, Created> acknowledged = new TreeMap<>();

    /** A todo as its creation was answered. */
    private record Created(long id, String createdAt, Attempt attempt) {

        static Created by(Attempt attempt) {
            JsonNode todo = TodoState.read(attempt.reply().body());
            return new Created(
                    todo.path("id").longValue(), todo.path("created_at").asText(), attempt);
        }

        TodoState state() {
            return TodoState.in(attempt.request().body());
        }
    }

    private record Life(String key, long number) {}

    private Checker(History history) {
        this.history = history;
        for (Expiry expiry : history.expiries()) {
            expiry.keys()
                    .forEach(key -> expiries.computeIfAbsent(key, k -> new ArrayList<>())
                            .add(expiry));
        }
    }

    /** Every violation, explained; none where all was kept. */
    static List<String> violations(History history) {
        Checker checker = new Checker(history);
        checker.checkStatuses();
        checker.checkCreations();
        checker.checkRepetitions();
        checker.checkNothingIsThereThatNobodyWished();
        checker.checkKeys();
        checker.checkKeyStatus();
        checker.checkStates();
        return checker.violations;
    }

    /** Each answer is one that the contract allows in its situation. */
    private void checkStatuses() {
        Map<String, List<Attempt>> creates = history.attempts().stream()
                .filter(attempt -> attempt.request().key() != null)
                .collect(groupingBy(attempt -> attempt.request().key()));
        for (Attempt attempt : history.attempts()) {
            if (attempt.reply() == null) {
                continue;
            }
            if (attempt.reply().isBare()) {
                if (!history.isAbsent(attempt)) {
                    violated("a server answered by itself, though its node served", attempt);
                }
                continue;
            }
            if (!ALLOWED.contains(attempt.status())) {
                violated("no such answer was due", attempt);
            }
            if (attempt.status() == 500) {
                violated("the service failed", attempt);
            }
            if ((attempt.status() == 503 || attempt.status() == 409)
                    && attempt.reply().retryAfter() == null) {
                violated("no Retry-After", attempt);
            }
            if (attempt.status() == 409
                    && (!attempt.request().isCreate()
                            || creates.get(attempt.request().key()).stream()
                                    .noneMatch(other -> mayRunWith(other, attempt)))) {
                violated("no other request with this key can have been running", attempt);
            }
            if (attempt.status() == 422
                    && (!attempt.request().isCreate()
                            || creates.get(attempt.request().key()).stream()
                                    .noneMatch(other -> other.sent() < attempt.ended()
                                            && !other.request()
                                                    .body()
                                                    .equals(attempt.request().body())))) {
                violated("nobody used this key for another todo", attempt);
            }
        }
    }

    private static boolean mayRunWith(Attempt other, Attempt attempt) {
        return other.number() != attempt.number()
                && other.sent() < attempt.ended()
                && (other.isOpen() || other.ended() > attempt.sent());
    }

    /** The todo that is answered is the one that was asked for, and its id that of no other. */
    private void checkCreations() {
        for (Attempt attempt : history.attempts()) {
            if (attempt.status() != 201) {
                continue;
            }
            Created created = Created.by(attempt);
            if (!created.state()
                    .shown(created.id(), created.createdAt())
                    .equals(attempt.reply().body())) {
                violated("this is not the todo that was asked for", attempt);
            }
            if (!("/todos/" + created.id()).equals(attempt.reply().location())) {
                violated("its Location is " + attempt.reply().location(), attempt);
            }
            Created other = acknowledged.putIfAbsent(created.id(), created);
            boolean same = other == null
                    || attempt.request().key() != null
                            && attempt.request()
                                    .key()
                                    .equals(other.attempt.request().key());
            if (!same) {
                violated("two todos with one id", attempt, other.attempt);
            }
        }
    }

    /** One life of a key, one todo; all its answers are the first one, which one of them at most is itself. */
    private void checkRepetitions() {
        Map<Life, List<Attempt>> lives = history.attempts().stream()
                .filter(attempt -> attempt.status() == 201 && attempt.request().key() != null)
                .collect(groupingBy(this::life));
        lives.forEach((life, answers) -> {
            Attempt first = answers.get(0);
            for (Attempt again : answers) {
                if (!again.reply().body().equals(first.reply().body())
                        || !String.valueOf(again.reply().tag())
                                .equals(first.reply().tag())) {
                    violated("two answers to one key", first, again);
                }
            }
            List<Attempt> firsts = answers.stream()
                    .filter(answer -> answer.reply().replayed() == null)
                    .toList();
            if (firsts.size() > 1) {
                violated("two requests say that they were the first", firsts.toArray(Attempt[]::new));
            }
            for (Attempt answer : answers) {
                expiry(life)
                        .filter(expiry -> isOver(expiry, answer))
                        .ifPresent(expiry -> violated("the key was new again when this was asked", answer));
            }
        });
    }

    private Life life(Attempt created) {
        return life(created.request().key(), Created.by(created).createdAt());
    }

    private Life life(String key, String createdAt) {
        long second = Instant.parse(createdAt).getEpochSecond();
        return new Life(
                key,
                expiries.getOrDefault(key, List.of()).stream()
                        .filter(expiry -> expiry.second() <= second)
                        .count());
    }

    /** What ended this life, if anything did. */
    private Optional<Expiry> expiry(Life life) {
        return expiries.getOrDefault(life.key(), List.of()).stream()
                .skip(life.number())
                .findFirst();
    }

    private boolean isOver(Expiry expiry, Attempt attempt) {
        return attempt.sent() > expiry.known() && history.at(attempt.sent()).getEpochSecond() >= expiry.second();
    }

    /** Each todo in the database was asked for, and none is there twice. */
    private void checkNothingIsThereThatNobodyWished() {
        Map<String, List<Attempt>> wishes = history.attempts().stream()
                .filter(attempt -> attempt.request().isCreate())
                .collect(groupingBy(attempt -> wish(attempt.request().body())));
        Map<Object, Set<Long>> ids = new HashMap<>();
        acknowledged.forEach((id, created) -> {
            String key = created.attempt.request().key();
            ids.computeIfAbsent(
                            key == null ? wish(created.attempt.request().body()) : life(key, created.createdAt()),
                            one -> new HashSet<>())
                    .add(id);
        });
        for (Row row : history.todos().values()) {
            String name = Wish.nameIn(row.title());
            List<Attempt> asked = wishes.get(name);
            if (asked == null) {
                violations.add("nobody wished " + row);
                continue;
            }
            String key = asked.get(0).request().key();
            boolean known = acknowledged.containsKey(row.id());
            if (!known && asked.stream().noneMatch(attempt -> attempt.isOpen() || key != null)) {
                violations.add("%s is not what was answered to%n    %s".formatted(row, asked));
            }
            ids.computeIfAbsent(key == null ? name : life(key, row.createdAt()), one -> new HashSet<>())
                    .add(row.id());
        }
        ids.forEach((one, several) -> {
            if (several.size() > 1) {
                violations.add("%s was created as %s".formatted(one, several));
            }
        });
    }

    private static String wish(String draft) {
        return Wish.nameIn(TodoState.in(draft).title());
    }

    /** A key and its todo are stored together, and the key stays until it expires. */
    private void checkKeys() {
        Set<Long> deleted = history.attempts().stream()
                .filter(attempt -> attempt.request().method().equals("DELETE"))
                .map(attempt -> id(attempt.request().path()))
                .collect(Collectors.toSet());
        for (KeyRow key : history.keys().values()) {
            Row todo = history.todos().get(key.todoId());
            if (todo == null && !deleted.contains(key.todoId())) {
                violations.add("a key without its todo, which nobody deleted: " + key);
            }
            if (todo != null
                    && (!Wish.nameIn(todo.title()).equals(key.key())
                            || !todo.createdAt().equals(key.createdAt()))) {
                violations.add("a key of another todo: %s, %s".formatted(key, todo));
            }
            Optional<Expiry> early = expiry(life(key.key(), key.createdAt()));
            Instant expires = early.map(expiry -> Instant.ofEpochSecond(expiry.second()))
                    .orElseGet(() -> Instant.parse(key.createdAt()).plus(TTL));
            if (!expires.toString().equals(key.expiresAt())) {
                violations.add("a key that should expire at %s: %s".formatted(expires, key));
            }
        }
        acknowledged.forEach((id, created) -> {
            String key = created.attempt.request().key();
            if (key != null) {
                mustHaveItsKey(id, key, created.createdAt());
            }
        });
        for (Row todo : history.todos().values()) {
            String name = Wish.nameIn(todo.title());
            boolean keyed = !name.startsWith(Wish.WITHOUT_KEY);
            if (keyed) {
                mustHaveItsKey(todo.id(), name, todo.createdAt());
            }
        }
    }

    private void mustHaveItsKey(long id, String key, String createdAt) {
        KeyRow row = history.keys().get(key);
        boolean has = row != null && row.todoId() == id && row.createdAt().equals(createdAt);
        if (!has && expiry(life(key, createdAt)).isEmpty()) {
            violations.add("todo %d, created at %s, has lost its key %s: %s".formatted(id, createdAt, key, row));
        }
    }

    private static long id(String path) {
        return Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
    }

    /** A key that was acknowledged is known from then on. */
    private void checkKeyStatus() {
        Map<String, List<Created>> byKey = acknowledged.values().stream()
                .filter(created -> created.attempt.request().key() != null)
                .collect(groupingBy(created -> created.attempt.request().key()));
        for (Attempt attempt : history.attempts()) {
            String[] asked = attempt.request().path().split("key=");
            if (asked.length != 2 || attempt.reply() == null || attempt.reply().isBare()) {
                continue;
            }
            List<Created> created = byKey.getOrDefault(asked[1], List.of());
            if (attempt.status() == 200) {
                long id = TodoState.read(attempt.reply().body()).path("todo_id").longValue();
                boolean known = created.stream().anyMatch(one -> one.id() == id);
                if (!known && expiries.get(asked[1]) == null) {
                    violated("the key is another todo's", attempt);
                }
            } else if (attempt.status() == 404) {
                boolean stands = created.stream()
                        .anyMatch(one -> one.attempt.ended() < attempt.sent()
                                && expiry(life(asked[1], one.createdAt()))
                                        .filter(expiry ->
                                                history.at(attempt.ended()).getEpochSecond() >= expiry.second())
                                        .isEmpty());
                if (stands) {
                    violated("the key was known before", attempt);
                }
            }
        }
    }

    /** What was read was written, and what is in the database at the end. */
    private void checkStates() {
        Map<String, TodoState> tagged = new HashMap<>();
        history.attempts().stream()
                .filter(attempt -> attempt.reply() != null && attempt.reply().tag() != null)
                .forEach(attempt -> tagged.put(
                        attempt.reply().tag(), TodoState.in(attempt.reply().body())));
        Map<Long, List<Attempt>> byId = history.attempts().stream()
                .filter(attempt -> attempt.request().path().startsWith("/todos/"))
                .collect(groupingBy(attempt -> id(attempt.request().path())));
        acknowledged.forEach((id, created) -> {
            List<Step> steps = new ArrayList<>();
            for (Attempt attempt : byId.getOrDefault(id, List.of())) {
                step(attempt, created, tagged).ifPresent(steps::add);
            }
            TodoState last = Optional.ofNullable(history.todos().get(id))
                    .map(row -> new TodoState(row.title(), row.description(), row.completed()))
                    .orElse(TodoState.GONE);
            steps.add(new Step(Long.MAX_VALUE - 2, Long.MAX_VALUE - 1, new Read(last), "in the database: " + last));
            new Register(steps)
                    .flaw(created.state())
                    .ifPresent(flaw -> violations.add("todo %d, created by %s: %s%n    %s"
                            .formatted(
                                    id,
                                    created.attempt,
                                    flaw,
                                    steps.stream()
                                            .map(step -> step.of().toString())
                                            .collect(Collectors.joining("\n    ")))));
        });
    }

    private record Read(TodoState seen) implements Change {
        @Override
        public Optional<TodoState> of(TodoState state) {
            return state.equals(seen) ? Optional.of(state) : Optional.empty();
        }
    }

    private record Delete() implements Change {
        @Override
        public Optional<TodoState> of(TodoState state) {
            return Optional.of(TodoState.GONE);
        }
    }

    /**
     * PUT or PATCH.
     *
     * @param expected what its {@code If-Match} says, or {@code null}
     * @param status of its answer, 0 where there was none
     * @param seen in the answer
     */
    private record Write(boolean patch, String json, TodoState expected, int status, TodoState seen) implements Change {
        @Override
        public Optional<TodoState> of(TodoState state) {
            if (state.equals(TodoState.GONE)) {
                return status == 0 || status == 404 ? Optional.of(state) : Optional.empty();
            }
            TodoState wanted = patch ? state.with(json) : TodoState.in(json);
            boolean refused = expected != null && !state.equals(expected) && !state.equals(wanted);
            TodoState after = refused ? state : wanted;
            boolean right = switch (status) {
                case 0 -> true;
                case 200 -> !refused && wanted.equals(seen);
                case 412 -> refused;
                default -> false;
            };
            return right ? Optional.of(after) : Optional.empty();
        }
    }

    /** Empty where it is known to have done nothing, and told nothing. */
    private Optional<Step> step(Attempt attempt, Created created, Map<String, TodoState> tagged) {
        boolean answered = attempt.isFinal();
        TodoState seen = null;
        if (attempt.status() == 200) {
            seen = TodoState.in(attempt.reply().body());
            if (!seen.shown(created.id(), created.createdAt())
                    .equals(attempt.reply().body())) {
                violated("these are not the bytes of this todo", attempt);
            }
        }
        Change change = switch (attempt.request().method()) {
            case "GET" -> attempt.status() == 404 ? new Read(TodoState.GONE) : new Read(seen);
            case "DELETE" -> new Delete();
            default ->
                new Write(
                        attempt.request().method().equals("PATCH"),
                        attempt.request().body(),
                        tagged.get(attempt.request().ifMatch()),
                        answered ? attempt.status() : 0,
                        seen);
        };
        if (!answered && change instanceof Read) {
            return Optional.empty();
        }
        return Optional.of(new Step(attempt.sent(), answered ? attempt.ended() : Long.MAX_VALUE, change, attempt));
    }

    private void violated(String what, Attempt... attempts) {
        violations.add(what + ":"
                + List.of(attempts).stream().map(each -> "\n    " + each).collect(Collectors.joining()));
    }
}
