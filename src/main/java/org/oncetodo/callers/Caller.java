package org.oncetodo.callers;

import jakarta.enterprise.context.RequestScoped;

/** Who is asking. */
@RequestScoped
public class Caller {

    /** The owner of what this request reads and writes. */
    public Owner owner() {
        return Owner.ANYONE;
    }
}
