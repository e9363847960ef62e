package reactor.valkka.benchmarks.measure;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Programs of others, which say nothing about what they do.
 *
 * @param <S> what others say
 * @param workers the processes
 */
public record SilentContestant<S>(List<Worker> workers) implements Contestant<S> {

    @Override
    public Worker.Cpu cpu() {
        return new Worker.Cpu(
                workers.stream()
                        .mapToDouble(worker -> worker.cpu().userMillis())
                        .sum(),
                workers.stream()
                        .mapToDouble(worker -> worker.cpu().systemMillis())
                        .sum());
    }

    @Override
    public long pssBytes() {
        return workers.stream().mapToLong(Worker::pssBytes).sum();
    }

    @Override
    public @Nullable S status() {
        return null;
    }

    @Override
    public @Nullable S mark() {
        return null;
    }

    @Override
    public void checkRunning() {
        workers.forEach(Worker::checkRunning);
    }

    @Override
    public void close() {
        workers.forEach(Worker::close);
    }
}
