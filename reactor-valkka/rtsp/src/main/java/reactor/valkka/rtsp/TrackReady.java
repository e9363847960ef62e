package reactor.valkka.rtsp;

import reactor.valkka.frame.Codec;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.RtpMap;

/**
 * A track that was agreed on.
 *
 * @param index position among the tracks of the session, from 0 without gaps
 * @param media what the camera says of it
 * @param map its payload type
 * @param codec what it carries
 * @param kind what carries it
 * @param asked the transport that was asked for; with UDP, its {@code clientPorts} are those that
 *     the driver opened
 * @param granted what the camera granted. What it left out stands as it was asked for: the channels
 *     with TCP, the client's ports with UDP; with multicast, group, ports and source as the
 *     description has them. With UDP, {@code serverPorts} is {@code null} where the camera names
 *     none or impossible ones
 */
public record TrackReady(
        int index,
        MediaDescription media,
        RtpMap map,
        Codec codec,
        TransportKind kind,
        TransportHeader asked,
        TransportHeader granted) {}
