package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * What a {@link CameraDoctor} found. No part of it holds a password.
 *
 * @param address of the camera, without credentials
 * @param server what the camera calls itself; empty where it does not
 * @param watched for how long units of the stream came
 * @param verdict what it comes to
 * @param login how the camera asks who we are
 * @param offers the sections of its description
 * @param pictures the stream that was watched, or {@code null} where none came
 * @param delivery how its packets came, or {@code null} where none came
 * @param transports which ways of sending work, in the order in which they were tried
 * @param keepAlives how a session is kept alive
 * @param clock what the camera says of the time
 * @param sessions how many clients it served at once; −1 where that was not asked for
 * @param configuration lines of Java that suit the camera
 * @param findings what was found, the worst first
 */
public record CameraReport(
        String address,
        String server,
        Duration watched,
        Verdict verdict,
        Login login,
        List<Offer> offers,
        @Nullable Pictures pictures,
        @Nullable Delivery delivery,
        List<TransportTrial> transports,
        KeepAlives keepAlives,
        Clock clock,
        int sessions,
        List<String> configuration,
        List<Finding> findings) {

    /** Takes copies of the lists. */
    public CameraReport {
        offers = List.copyOf(offers);
        transports = List.copyOf(transports);
        configuration = List.copyOf(configuration);
        findings = List.copyOf(findings);
    }

    /**
     * How a camera asks who we are.
     *
     * @param asked whether it asks at all
     * @param offered the schemes, such as {@code Digest SHA-256}
     * @param used the one that was answered; empty where none was
     */
    public record Login(boolean asked, List<String> offered, String used) {

        /** Takes a copy of the list. */
        public Login {
            offered = List.copyOf(offered);
        }
    }

    /**
     * One encoding that a camera offers.
     *
     * @param section index of the section in the description
     * @param kind such as {@code video}
     * @param encoding such as {@code H264}
     * @param payloadType of its packets
     * @param clockRateHz ticks a second of its timestamps
     * @param direction who sends: {@code sendonly}, {@code recvonly}, {@code sendrecv} or {@code
     *     inactive}
     * @param playable whether it can be played
     */
    public record Offer(
            int section,
            String kind,
            String encoding,
            int payloadType,
            int clockRateHz,
            String direction,
            boolean playable) {}

    /**
     * A stream of pictures, or of another kind where the camera sends none.
     *
     * @param codec such as {@code H264}
     * @param width of the pictures in pixels, 0 for other kinds
     * @param height of the pictures in pixels, 0 for other kinds
     * @param declaredPerSecond pictures a second as the camera declares; 0 where it does not
     * @param perSecond pictures a second as they came
     * @param bitsPerSecond as they came, without the packets' headers
     * @param declaredBitsPerSecond as the camera declares; 0 where it does not
     * @param keyFrameSeconds from one key frame to the next, at most; 0 where that was not seen
     * @param keyFrameUnits pictures from one key frame to the next, at most
     * @param keyFrameBytes of the largest key frame
     * @param reordered whether pictures come in another order than they are shown
     * @param parameterSets where they are: {@code SDP}, {@code in band}, {@code SDP and in band},
     *     or empty
     */
    public record Pictures(
            String codec,
            int width,
            int height,
            double declaredPerSecond,
            double perSecond,
            long bitsPerSecond,
            long declaredBitsPerSecond,
            double keyFrameSeconds,
            long keyFrameUnits,
            long keyFrameBytes,
            boolean reordered,
            String parameterSets) {}

    /**
     * How packets came.
     *
     * @param transport that carried them
     * @param packets that came
     * @param lost that never came
     * @param late that came twice, or after later ones
     * @param foreign that do not belong to the stream
     * @param jitterMillis the largest jitter while it was watched
     * @param silenceMillis the longest time without a packet
     * @param firstPictureSeconds from the first word to the first picture
     */
    public record Delivery(
            String transport,
            long packets,
            long lost,
            long late,
            long foreign,
            double jitterMillis,
            double silenceMillis,
            double firstPictureSeconds) {}

    /**
     * Whether a way of sending works.
     *
     * @param transport such as {@code TCP}
     * @param works whether a picture came
     * @param firstPictureSeconds until it came; 0 where none did
     * @param reason why it does not work; empty where it does
     */
    public record TransportTrial(
            String transport, boolean works, double firstPictureSeconds, String reason) {}

    /**
     * How a session is kept alive.
     *
     * @param listed methods that the camera lists
     * @param granted methods that it granted during a session
     * @param refused methods that it refused or did not answer, though it may list them
     * @param timeoutSeconds after which silence it ends a session; 0 where it does not say
     */
    public record KeepAlives(
            List<String> listed, List<String> granted, List<String> refused, int timeoutSeconds) {

        /** Takes copies of the lists. */
        public KeepAlives {
            listed = List.copyOf(listed);
            granted = List.copyOf(granted);
            refused = List.copyOf(refused);
        }
    }

    /**
     * What a camera says of the time.
     *
     * @param senderReports that came
     * @param aheadSeconds of ours; NaN where it does not say
     * @param stepSeconds by which it jumped while it was watched; 0 where it did not
     * @param driftPartsPerMillion by which it sends faster than its timestamps say; NaN if unknown
     * @param driftErrorPartsPerMillion by which that may be off
     * @param policy that suits: how units should be stamped
     */
    public record Clock(
            int senderReports,
            double aheadSeconds,
            double stepSeconds,
            double driftPartsPerMillion,
            double driftErrorPartsPerMillion,
            String policy) {}

    /** The report for people, in lines of at most 80 columns where that can be. */
    public String text() {
        return text(Page.Style.PLAIN);
    }

    String text(Page.Style style) {
        return CameraPage.of(this, style);
    }

    /** The report for programs: a JSON object whose members are named as the components here. */
    public String json() {
        return RecordJson.write(this, "patient", "camera");
    }
}
