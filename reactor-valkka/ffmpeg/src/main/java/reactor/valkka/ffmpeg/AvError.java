package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.global.avutil;

import reactor.valkka.ValkkaException;

import java.nio.charset.StandardCharsets;

/** A call of FFmpeg failed in a way that ends the stream. */
public final class AvError extends ValkkaException {
    private static final long serialVersionUID = 1L;
    private static final int TEXT_BYTES = 128;

    private final String operation;
    private final int code;

    AvError(String operation, int code, String where) {
        super(operation + " of " + where + " failed: " + text(code) + " (" + name(code) + ")");
        this.operation = operation;
        this.code = code;
    }

    /** Throws if a result says that a call failed. */
    static int check(String operation, int result, String where) {
        if (result < 0) {
            throw new AvError(operation, result, where);
        }
        return result;
    }

    /** FFmpeg's function that failed. */
    public String operation() {
        return operation;
    }

    /** FFmpeg's error number, negative. */
    public int code() {
        return code;
    }

    /** FFmpeg's name of the number, such as {@code AVERROR_INVALIDDATA}. */
    public String codeName() {
        return name(code);
    }

    /** FFmpeg's sentence for a number. */
    static String text(int code) {
        byte[] text = new byte[TEXT_BYTES];
        avutil.av_strerror(code, text, TEXT_BYTES);
        int end = 0;
        while (end < TEXT_BYTES && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    static String name(int code) {
        if (code == avutil.AVERROR_INVALIDDATA) {
            return "AVERROR_INVALIDDATA";
        } else if (code == avutil.AVERROR_EOF) {
            return "AVERROR_EOF";
        } else if (code == avutil.AVERROR_DECODER_NOT_FOUND) {
            return "AVERROR_DECODER_NOT_FOUND";
        } else if (code == avutil.AVERROR_DEMUXER_NOT_FOUND) {
            return "AVERROR_DEMUXER_NOT_FOUND";
        } else if (code == avutil.AVERROR_STREAM_NOT_FOUND) {
            return "AVERROR_STREAM_NOT_FOUND";
        } else if (code == avutil.AVERROR_PATCHWELCOME) {
            return "AVERROR_PATCHWELCOME";
        } else if (code == avutil.AVERROR_BUG || code == avutil.AVERROR_BUG2) {
            return "AVERROR_BUG";
        } else if (code == avutil.AVERROR_EXTERNAL) {
            return "AVERROR_EXTERNAL";
        } else if (code == avutil.AVERROR_EXIT) {
            return "AVERROR_EXIT";
        } else if (code == avutil.AVERROR_ENOMEM()) {
            return "ENOMEM";
        } else if (code == avutil.AVERROR_EINVAL()) {
            return "EINVAL";
        }
        return "errno " + -code;
    }
}
