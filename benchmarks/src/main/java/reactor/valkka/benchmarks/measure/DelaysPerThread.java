package reactor.valkka.benchmarks.measure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Delays that several threads count, each its own. */
public final class DelaysPerThread {

    private final List<Delays> all = new CopyOnWriteArrayList<>();
    private final ThreadLocal<Delays> mine = ThreadLocal.withInitial(this::create);

    private Delays create() {
        Delays created = new Delays();
        all.add(created);
        return created;
    }

    /** Those of the thread that asks. */
    public Delays mine() {
        return mine.get();
    }

    /** All together; what threads add at this moment may or may not be in it. */
    public Delays sum() {
        Delays sum = new Delays();
        all.forEach(sum::addAll);
        return sum;
    }

    /** Forgets what was. */
    public void clear() {
        all.forEach(Delays::clear);
    }
}
