package org.oncetodo.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;
import org.oncetodo.database.Ping;
import org.oncetodo.environment.Beans;
import org.oncetodo.environment.MapConfig;

class LifecycleTest {

    private final Beans beans = new Beans(MapConfig.settings(), new Ping() {
        @Override
        public void ping() {
            // the database is there
        }
    });
    private final Readiness readiness = beans.get(Readiness.class);
    private final Lifecycle lifecycle = beans.get(Lifecycle.class);

    /** What the JVM would run at SIGTERM. */
    private Thread hook() throws ReflectiveOperationException {
        Field hook = Lifecycle.class.getDeclaredField("stop");
        hook.setAccessible(true);
        return (Thread) hook.get(lifecycle);
    }

    @Test
    void aNodeIsReadyOnceItHasStarted() throws Exception {
        assertThat(readiness.isDatabaseThere()).isFalse();

        lifecycle.started();

        assertThat(readiness.isDatabaseThere()).isTrue();
        lifecycle.gone();
    }

    @Test
    void aNodeThatIsAskedToStopIsNotStaying() throws Exception {
        lifecycle.started();
        assertThat(readiness.isStaying()).isTrue();
        assertThat(Runtime.getRuntime().removeShutdownHook(hook())).isTrue();

        hook().run();

        assertThat(readiness.isStaying()).isFalse();
        lifecycle.gone(); // as a server does that stops; the JVM would refuse to remove a hook then
    }

    @Test
    void anApplicationThatGoesLeavesNothingBehind() throws Exception {
        lifecycle.started();

        lifecycle.gone();

        assertThat(Runtime.getRuntime().removeShutdownHook(hook())).isFalse();
        assertThat(readiness.isStaying()).isTrue();
    }
}
