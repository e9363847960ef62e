package reactor.valkka.pool;

import java.util.Map;

/**
 * The state of a pool at one moment.
 *
 * @param pool its name
 * @param capacityBytes what was reserved for it, or may be
 * @param usedBytes in slots that are out, their unused ends included
 * @param openSlots slots that are out
 * @param exhausted how often nothing was free since the start
 * @param leaked slots that were taken back because their last reference was lost unclosed
 * @param planned slots per holder as the pool's builder was told
 * @param held slots that are out, by who had them last; those that nobody named are under "?"
 */
public record PoolStats(
        String pool,
        long capacityBytes,
        long usedBytes,
        int openSlots,
        long exhausted,
        long leaked,
        Map<String, Integer> planned,
        Map<String, Integer> held) {}
