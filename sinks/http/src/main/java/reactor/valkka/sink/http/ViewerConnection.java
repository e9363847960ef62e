package reactor.valkka.sink.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;

import reactor.netty.NettyPipeline;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Writes fragments to one socket as fast as it takes them and no faster: takes one, writes it in
 * parts while the channel is writable, and goes on when it is writable again.
 *
 * <p><b>Threads:</b> works on the channel's event loop; {@link #wake()} may be called by all.
 *
 * <p><b>Ownership:</b> holds what lies below the socket's high-water mark and one fragment: a
 * fragment larger than a part is written out before the next one is taken.
 *
 * <p><b>Overflow:</b> a viewer whose socket takes nothing for longer than a limit is disconnected.
 */
abstract class ViewerConnection extends ChannelInboundHandlerAdapter
        implements Runnable, ChannelFutureListener {
    /** Bytes of one write at most. */
    static final int PART_BYTES = 64 << 10;

    private static final int STUCK_CHECKS = 4;
    private static final AtomicIntegerFieldUpdater<ViewerConnection> WAKES =
            AtomicIntegerFieldUpdater.newUpdater(ViewerConnection.class, "wakes");

    private final Channel channel;
    private final Duration stuckAfter;
    private volatile int wakes;

    private @Nullable FragmentBytes current;
    private int offset;
    private @Nullable ChannelFuture largeWrite;
    private @Nullable ScheduledFuture<?> stuckCheck;
    private long progressNanos = System.nanoTime();
    private boolean closed;

    ViewerConnection(Channel channel, Duration stuckAfter) {
        this.channel = channel;
        this.stuckAfter = stuckAfter;
    }

    /** The connection is ready; called once, and not at all if it was over before. */
    abstract void onStart();

    /** The fragment that is due, retained; null if none is. */
    abstract @Nullable FragmentBytes next();

    /** Where in a fragment the bytes for this kind of viewer begin. */
    abstract int firstByte(FragmentBytes fragment);

    /** Wraps a part of a fragment for the channel. */
    abstract Object message(FragmentBytes fragment, ByteBuf part, boolean first, boolean last);

    /** A small message that goes before the next fragment, or null. */
    abstract @Nullable Object control();

    /** Nothing more is due now. */
    abstract void onIdle();

    /** The connection is over; called once. */
    abstract void onClosed();

    /** Begins to write. */
    final void start() {
        onEventLoop(this::attach);
    }

    private void attach() {
        if (closed || !channel.isActive()) {
            detach();
            return;
        }
        channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, null, this);
        long period = Math.max(1, stuckAfter.toMillis() / STUCK_CHECKS);
        stuckCheck = channel.eventLoop()
                .scheduleAtFixedRate(this::closeIfStuck, period, period, TimeUnit.MILLISECONDS);
        onStart();
        wake();
    }

    /** Says that there may be something to write. */
    final void wake() {
        if (WAKES.getAndIncrement(this) == 0) {
            try {
                channel.eventLoop().execute(this);
            } catch (RejectedExecutionException e) {
                // The event loop has been shut down, and the channel was closed before it.
                WAKES.set(this, 0);
            }
        }
    }

    @Override
    public final void run() {
        int seen = wakes;
        do {
            drain();
            seen = WAKES.addAndGet(this, -seen);
        } while (seen != 0);
    }

    private void drain() {
        boolean idle = false;
        while (!closed && !idle && channel.isWritable()) {
            while (!idle && channel.isWritable()) {
                idle = !writeOne();
            }
            channel.flush();
        }
        if (!closed && idle && current == null) {
            onIdle();
        }
    }

    private boolean writeOne() {
        FragmentBytes due = current;
        if (due == null) {
            Object control = control();
            if (control != null) {
                channel.write(control);
                return true;
            }
            due = isFlushed() ? next() : null;
            if (due == null) {
                return false;
            }
            current = due;
            offset = firstByte(due);
        }
        writePart(due);
        return true;
    }

    private void writePart(FragmentBytes fragment) {
        int length = Math.min(PART_BYTES, fragment.writerIndex() - offset);
        boolean first = offset == firstByte(fragment);
        boolean last = offset + length == fragment.writerIndex();
        ByteBuf part = fragment.retainedSlice(offset, length);
        offset += length;
        ChannelFuture written = channel.write(message(fragment, part, first, last));
        progressNanos = System.nanoTime();
        if (last) {
            current = null;
            fragment.release();
            largeWrite = first ? null : written;
        }
    }

    /** False while the end of a large fragment waits in the socket; its promise wakes then. */
    private boolean isFlushed() {
        ChannelFuture large = largeWrite;
        if (large == null || large.isDone()) {
            return true;
        }
        channel.flush();
        if (large.isDone()) {
            return true;
        }
        large.addListener(this);
        return false;
    }

    @Override
    public final void operationComplete(ChannelFuture written) {
        wake();
    }

    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            wake();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public final void channelInactive(ChannelHandlerContext context) {
        close();
        context.fireChannelInactive();
    }

    private void closeIfStuck() {
        long waited = System.nanoTime() - progressNanos;
        if (!channel.isWritable() && waited > stuckAfter.toNanos()) {
            channel.close();
        }
    }

    /** Ends writing and gives everything back; what has been written still goes out. */
    final void close() {
        onEventLoop(this::detach);
    }

    final void onEventLoop(Runnable task) {
        if (channel.eventLoop().inEventLoop() || channel.eventLoop().isShuttingDown()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }

    private void detach() {
        if (closed) {
            return;
        }
        closed = true;
        if (current != null) {
            current.release();
            current = null;
        }
        if (stuckCheck != null) {
            stuckCheck.cancel(false);
        }
        if (channel.isActive() && channel.pipeline().context(this) != null) {
            channel.pipeline().remove(this);
        }
        onClosed();
    }
}
