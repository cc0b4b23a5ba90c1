package org.oncetodo.node;

import java.net.URI;
import org.oncetodo.contract.Deployment;

/** The one node that serves the whole contract suite where no URL is given. */
public final class SharedNode implements Deployment {

    @Override
    public String name() {
        return Node.property("node.server") + "-" + Node.property("node.database");
    }

    @Override
    public URI start() {
        return Node.fresh("contract").start().url();
    }
}
