package org.oncetodo.callers;

import jakarta.enterprise.context.ApplicationScoped;

/** Who is asking. */
@ApplicationScoped
public class Caller {

    /** The owner of what this request reads and writes. */
    public Owner owner() {
        return Owner.ANYONE;
    }
}
