package reactor.valkka.benchmarks.measure;

/**
 * One process that tells how it is doing.
 *
 * @param <S> what it says
 * @param worker the process; answers {@code status} and {@code mark}
 * @param type of its answers
 */
public record TalkingContestant<S extends Record>(Worker worker, Class<S> type)
        implements Contestant<S> {

    @Override
    public Worker.Cpu cpu() {
        return worker.cpu();
    }

    @Override
    public long pssBytes() {
        return worker.pssBytes();
    }

    @Override
    public S status() {
        return worker.ask("status", type);
    }

    @Override
    public S mark() {
        return worker.ask("mark", type);
    }

    @Override
    public void checkRunning() {
        worker.checkRunning();
    }

    @Override
    public void close() {
        worker.close();
    }
}
