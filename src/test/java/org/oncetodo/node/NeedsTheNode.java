package org.oncetodo.node;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Starts, kills and configures nodes, so it says nothing about a deployment that is known by its URL only. One such class
 * at a time, but beside those that ask the one node which serves the contract, since much of either is waiting.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Tag("needs-the-node")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("nodes")
@DisabledIfSystemProperty(named = "todos.url", matches = ".+", disabledReason = "needs control of the node")
public @interface NeedsTheNode {}
