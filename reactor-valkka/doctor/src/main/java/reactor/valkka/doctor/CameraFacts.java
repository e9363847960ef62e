package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.RtpMap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Makes a report of what was learnt. */
final class CameraFacts {

    private final Examination camera;
    private final Observation main;
    private final UnitNotes units;

    private CameraFacts(Examination camera) {
        this.camera = camera;
        main = camera.main();
        units = main.observer().units();
    }

    static CameraReport report(Examination camera) {
        return new CameraFacts(camera).report();
    }

    private CameraReport report() {
        List<Finding> findings = CameraChecks.of(camera);
        Verdict verdict =
                camera.dialogue().described() ? Verdict.of(findings) : Verdict.NOT_EXAMINED;
        return new CameraReport(
                camera.address().toString(),
                camera.dialogue().server(),
                Duration.ofMillis(Math.round(units.watchedSeconds() * 1_000)),
                verdict,
                camera.dialogue().login(),
                offers(camera),
                pictures(),
                delivery(),
                trials(),
                new CameraReport.KeepAlives(
                        camera.dialogue().methods(),
                        camera.keepAlives().granted(),
                        camera.keepAlives().refused(),
                        camera.dialogue().timeoutSeconds()),
                clock(),
                camera.sessions(),
                main.works() ? Configuration.of(camera) : List.of(),
                findings);
    }

    static List<CameraReport.Offer> offers(Examination camera) {
        List<CameraReport.Offer> offers = new ArrayList<>();
        List<MediaDescription> sections = camera.description().media();
        for (int i = 0; i < sections.size(); i++) {
            MediaDescription media = sections.get(i);
            if (media.payloadTypes().isEmpty()) {
                offers.add(offer(i, media, null, -1));
            }
            for (int type : media.payloadTypes()) {
                offers.add(offer(i, media, media.rtpMap(type), type));
            }
        }
        return offers;
    }

    private static CameraReport.Offer offer(
            int section, MediaDescription media, @Nullable RtpMap map, int type) {
        return new CameraReport.Offer(
                section,
                media.kind(),
                map == null ? "unknown" : map.encoding(),
                type,
                map == null ? 0 : map.clockRateHz(),
                media.direction().name().toLowerCase(Locale.ROOT),
                PlayedTrack.isPlayable(media, map));
    }

    private CameraReport.@Nullable Pictures pictures() {
        Track track = units.track();
        if (track == null) {
            return null;
        }
        TrackFormat.Video video =
                track.format() instanceof TrackFormat.Video format ? format : null;
        List<Double> groups = units.groupSeconds();
        return new CameraReport.Pictures(
                track.codec().name(),
                video == null ? 0 : video.width(),
                video == null ? 0 : video.height(),
                video == null ? 0 : video.framesPerSecond(),
                units.unitsPerSecond(),
                units.bitsPerSecond(),
                CameraChecks.declaredBitsPerSecond(camera),
                groups.isEmpty() ? 0 : Collections.max(groups),
                units.groupUnitsMax(),
                units.keyFrameBytesMax(),
                units.reordered(),
                sets());
    }

    private String sets() {
        boolean described = !camera.describedSets().isEmpty();
        boolean inBand = !camera.setsInBand().isEmpty();
        if (described) {
            return inBand ? "SDP and in band" : "SDP";
        }
        return inBand ? "in band" : "";
    }

    private CameraReport.@Nullable Delivery delivery() {
        PacketNotes packets = main.observer().packets();
        return packets == null
                ? null
                : new CameraReport.Delivery(
                        main.transport().name(),
                        packets.packets(),
                        main.count(Counter.PACKETS_LOST),
                        packets.late(),
                        packets.foreign(),
                        packets.jitterMillis(),
                        packets.silenceMillis(),
                        main.observer().firstPictureSeconds());
    }

    private List<CameraReport.TransportTrial> trials() {
        return camera.looks().stream()
                .map(look -> new CameraReport.TransportTrial(
                        look.transport().name(),
                        look.works(),
                        look.observer().firstPictureSeconds(),
                        look.works() || look.error() == null
                                ? ""
                                : String.valueOf(look.error().getMessage())))
                .toList();
    }

    private CameraReport.Clock clock() {
        ReportNotes reports = main.observer().reports();
        return new CameraReport.Clock(
                reports.reports(),
                reports.aheadSeconds(),
                reports.stepSeconds(),
                units.driftPartsPerMillion(),
                units.driftErrorPartsPerMillion(),
                Configuration.clockPolicy(camera).name());
    }
}
