package org.oncetodo.node;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Starts nodes on every server, and databases of its own, so once is enough, however many servers there are. pom.xml says
 * beside which of the contract's runs: each class is excluded from one of the two that take them.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Tag("every-server")
@NeedsTheNode
public @interface EveryServer {}
