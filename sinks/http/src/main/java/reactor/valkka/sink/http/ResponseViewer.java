package reactor.valkka.sink.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.MonoSink;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A viewer at the other end of a chunked HTTP response, one camera for as long as it lasts. */
final class ResponseViewer extends ViewerConnection {
    private final Mount mount;
    private final BooleanSupplier shown;
    private final MonoSink<Void> done;
    private @Nullable RingCursor cursor;

    /**
     * @param shown asked behind the joining: false if the camera has been taken out
     * @param done told the end of the response
     */
    ResponseViewer(
            Channel channel,
            Mount mount,
            BooleanSupplier shown,
            Duration stuckAfter,
            MonoSink<Void> done) {
        super(channel, stuckAfter);
        this.mount = mount;
        this.shown = shown;
        this.done = done;
    }

    @Override
    void onStart() {
        cursor = mount.join(this::wake);
        if (!shown.getAsBoolean()) {
            mount.retire();
            close();
        }
    }

    @Override
    @Nullable
    FragmentBytes next() {
        return cursor == null ? null : cursor.poll();
    }

    @Override
    int firstByte(FragmentBytes fragment) {
        return fragment.mp4Offset();
    }

    @Override
    Object message(FragmentBytes fragment, ByteBuf part, boolean first, boolean last) {
        return new DefaultHttpContent(part);
    }

    @Override
    @Nullable
    Object control() {
        return null;
    }

    @Override
    void onIdle() {
        if (cursor != null && cursor.isAtEnd()) {
            close();
        }
    }

    @Override
    void onClosed() {
        if (cursor != null) {
            mount.leave(cursor);
        }
        Throwable failure = mount.failure();
        if (failure == null) {
            done.success();
        } else {
            done.error(failure);
        }
    }
}
