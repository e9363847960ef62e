package reactor.valkka.operator;

import reactor.valkka.ValkkaException;
import reactor.valkka.frame.StreamId;

/**
 * A branch that must not miss anything was added to a fork of an on-demand stream after its start
 * had gone by.
 */
public final class LateBranchException extends ValkkaException {
    private static final long serialVersionUID = 1L;
    private final String branch;

    LateBranchException(StreamId stream, String branch) {
        super("Branch '" + branch + "' came after the on-demand stream " + stream + " had begun and"
                + " would miss its start; call connectAt(n) on the fork with the number of"
                + " branches to wait for");
        this.branch = branch;
    }

    /** Name of the branch. */
    public String branch() {
        return branch;
    }
}
