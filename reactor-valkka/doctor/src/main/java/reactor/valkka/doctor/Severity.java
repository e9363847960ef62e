package reactor.valkka.doctor;

/** How much a finding matters. */
public enum Severity {
    /** Worth knowing; nothing has to be done. */
    NOTE,
    /** Something will go wrong sooner or later, or is worse than it has to be. */
    WARNING,
    /** Something does not work. */
    SERIOUS
}
