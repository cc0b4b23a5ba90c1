package org.oncetodo.node;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Starts, kills and configures nodes, so it says nothing about a deployment that is known by its URL only. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@DisabledIfSystemProperty(named = "todos.url", matches = ".+", disabledReason = "needs control of the node")
public @interface NeedsTheNode {}
