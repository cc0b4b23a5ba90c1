package org.oncetodo.todos;

import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;
import org.oncetodo.callers.Owner;
import org.oncetodo.todos.Simulation.Condition;

/** Whatever clients do, in whatever order: what they see is what the contract says. */
class ServiceModelTest {

    private static Service service;

    @BeforeContainer
    static void start() {
        service = new Service("todos.idempotency.ttl", Simulation.TTL.toString());
    }

    @AfterContainer
    static void stop() {
        service.close();
    }

    /** 1,000 sequences; as many as {@code -Djqwik.tries.default} says where it is given. */
    @Property
    void theServiceDoesWhatItsModelDoes(@ForAll("sequences") ActionChain<Simulation> sequence) {
        sequence.run().check();
    }

    @Provide
    static Arbitrary<ActionChain<Simulation>> sequences() {
        return ActionChain.startWith(() -> new Simulation(service))
                .withAction(6, createOnce())
                .withAction(1, create())
                .withAction(2, put())
                .withAction(2, patch())
                .withAction(2, delete())
                .withAction(1, find())
                .withAction(1, list())
                .withAction(1, status())
                .withAction(3, advance())
                .withAction(1, purge())
                .withAction(2, crash())
                .withMaxTransformations(20);
    }

    private static Arbitrary<Owner> owners() {
        return Arbitraries.frequency(Tuple.of(4, Service.ANN), Tuple.of(1, Service.BOB));
    }

    /** Three keys in four spellings. */
    private static Arbitrary<String> keys() {
        return Arbitraries.of("a", "\"a\";p", "A", "\"a \"");
    }

    private static Arbitrary<Integer> picks() {
        return Arbitraries.integers().between(0, 4);
    }

    private static Action.Independent<Simulation> createOnce() {
        return () -> Combinators.combine(owners(), keys(), Drafts.few())
                .as((owner, key, draft) -> Transformer.mutate(
                        "createOnce " + owner + key + draft, service -> service.createOnce(owner, key, draft)));
    }

    private static Action.Independent<Simulation> create() {
        return () -> Combinators.combine(owners(), Drafts.few())
                .as((owner, draft) ->
                        Transformer.mutate("create " + owner + draft, service -> service.create(owner, draft)));
    }

    private static Action.Independent<Simulation> put() {
        return () -> Combinators.combine(owners(), picks(), Drafts.few(), Arbitraries.of(Condition.class))
                .as((owner, pick, draft, condition) -> Transformer.mutate(
                        "put " + owner + pick + draft + condition,
                        service -> service.put(owner, pick, draft, condition)));
    }

    private static Action.Independent<Simulation> patch() {
        return () -> Combinators.combine(owners(), picks(), Drafts.patches(), Arbitraries.of(Condition.class))
                .as((owner, pick, patch, condition) -> Transformer.mutate(
                        "patch " + owner + pick + patch + condition,
                        service -> service.patch(owner, pick, patch, condition)));
    }

    private static Action.Independent<Simulation> delete() {
        return () -> Combinators.combine(owners(), picks(), Arbitraries.of(Condition.class))
                .as((owner, pick, condition) -> Transformer.mutate(
                        "delete " + owner + pick + condition, service -> service.delete(owner, pick, condition)));
    }

    private static Action.Independent<Simulation> find() {
        return () -> Combinators.combine(owners(), picks())
                .as((owner, pick) -> Transformer.mutate("find " + owner + pick, service -> service.find(owner, pick)));
    }

    private static Action.Independent<Simulation> list() {
        return () -> Combinators.combine(
                        owners(),
                        picks(),
                        Arbitraries.of(true, false).optional(),
                        Arbitraries.integers().between(1, 3))
                .as((owner, pick, completed, most) -> Transformer.mutate(
                        "list " + owner + pick + completed + most,
                        service -> service.list(owner, pick, completed, most)));
    }

    private static Action.Independent<Simulation> status() {
        return () -> Combinators.combine(owners(), keys())
                .as((owner, key) -> Transformer.mutate("status " + owner + key, service -> service.status(owner, key)));
    }

    private static Action.Independent<Simulation> advance() {
        return () -> Arbitraries.of(1L, 400L, 999L, 1_000L, 2_999L, 3_000L)
                .map(Duration::ofMillis)
                .map(duration -> Transformer.mutate("advance " + duration, service -> service.advance(duration)));
    }

    private static Action.Independent<Simulation> purge() {
        return () -> Arbitraries.just(Transformer.mutate("purge", Simulation::purge));
    }

    private static Action.Independent<Simulation> crash() {
        return () -> Arbitraries.oneOf(
                Combinators.combine(owners(), keys(), Drafts.few())
                        .as((owner, key, draft) -> Transformer.mutate(
                                "crash in createOnce " + owner + key + draft,
                                service -> service.crashInCreateOnce(owner, key, draft))),
                Combinators.combine(owners(), picks(), Drafts.few())
                        .as((owner, pick, draft) -> Transformer.mutate(
                                "crash in put " + owner + pick + draft,
                                service -> service.crashInPut(owner, pick, draft))),
                Combinators.combine(owners(), picks())
                        .as((owner, pick) -> Transformer.mutate(
                                "crash in delete " + owner + pick, service -> service.crashInDelete(owner, pick))));
    }
}
