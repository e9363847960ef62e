package reactor.valkka.benchmarks.measure;

import java.util.function.Function;

/**
 * One process that tells how it is doing.
 *
 * @param <S> what it says
 * @param worker the process; answers {@code status} and {@code mark}
 * @param parser reads its answers
 */
public record TalkingContestant<S>(Worker worker, Function<String, S> parser)
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
        return parser.apply(worker.ask("status"));
    }

    @Override
    public S mark() {
        return parser.apply(worker.ask("mark"));
    }

    @Override
    public void close() {
        worker.close();
    }
}
