package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.TransportHeader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The tracks of a session that were set up, and what was granted for each. */
final class SessionMembers {
    private final SessionPlace place;
    private final TransportOffers offers;
    private final ReadSession.@Nullable Member[] members;

    /**
     * @param tracks how many there may be
     */
    SessionMembers(SessionPlace place, TransportOffers offers, int tracks) {
        this.place = place;
        this.offers = offers;
        members = new ReadSession.Member[tracks];
    }

    /**
     * Adds a track, or agrees anew on one.
     *
     * @param uri the address that the client knows it by
     * @return what was granted, or {@code null}: then all is as it was
     */
    @Nullable
    TransportHeader setup(int track, RtspRequest request, String uri) {
        ReadSession.Member before = members[track];
        members[track] = null;
        release(before);
        ReadSession.Member way = first();
        TransportHeader granted =
                offers.choose(transports(request), track, way == null ? null : way.transport());
        if (granted == null) {
            restore(track, before);
            return null;
        }
        members[track] = new ReadSession.Member(granted, uri);
        return granted;
    }

    /** Several headers of a name are one list (RFC 2326 §4.2, RFC 7230 §3.2.2). */
    private static List<TransportHeader> transports(RtspRequest request) {
        return request.headers().all("Transport").stream()
                .flatMap(value -> TransportHeader.parseAll(value).stream())
                .toList();
    }

    private void release(ReadSession.@Nullable Member member) {
        PortPair channels = member == null ? null : member.transport().interleaved();
        if (channels != null) {
            place.channels().release(channels);
        }
    }

    private void restore(int track, ReadSession.@Nullable Member before) {
        members[track] = before;
        PortPair channels = before == null ? null : before.transport().interleaved();
        if (channels != null) {
            place.channels().take(channels);
        }
    }

    /** How many tracks there may be. */
    int size() {
        return members.length;
    }

    /** What was granted for a track, or {@code null} where it was not set up. */
    ReadSession.@Nullable Member get(int track) {
        return members[track];
    }

    /** The first one that was set up: all go the same way. */
    ReadSession.@Nullable Member first() {
        for (ReadSession.Member member : members) {
            if (member != null) {
                return member;
            }
        }
        return null;
    }

    /** How many were set up. */
    long count() {
        return Arrays.stream(members).filter(Objects::nonNull).count();
    }

    /** The tracks by index; {@code null} where one was not set up. */
    List<ReadSession.@Nullable Member> all() {
        return new ArrayList<>(Arrays.asList(members));
    }

    /** The transports by index; {@code null} where a track was not set up. */
    List<@Nullable TransportHeader> granted() {
        List<@Nullable TransportHeader> granted = new ArrayList<>(members.length);
        for (ReadSession.Member member : members) {
            granted.add(member == null ? null : member.transport());
        }
        return granted;
    }

    /** Gives all channels back. */
    void release() {
        Arrays.stream(members).forEach(this::release);
    }
}
