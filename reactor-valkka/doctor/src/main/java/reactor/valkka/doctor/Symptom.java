package reactor.valkka.doctor;

import static reactor.valkka.doctor.Severity.NOTE;
import static reactor.valkka.doctor.Severity.SERIOUS;
import static reactor.valkka.doctor.Severity.WARNING;

/**
 * Everything that a doctor can find, each with a sentence that says what it means and one that says
 * what to do.
 */
public enum Symptom {
    /** The camera was not reached. */
    UNREACHABLE(
            SERIOUS,
            "The camera was not reached, or does not speak RTSP there.",
            "Check address and port, whether RTSP is switched on in the camera's settings, and the"
                    + " firewalls between."),
    /** The camera shows a certificate that is not trusted. */
    CERTIFICATE_NOT_TRUSTED(
            SERIOUS,
            "The camera shows a certificate that is not trusted, so nothing was said to it. Cameras"
                    + " mostly sign their certificates themselves.",
            "Compare its SHA-256 with the one that the camera's own pages show; if they are the"
                    + " same, give it: --trust, or TlsTrust.pinned in a program."),
    /** The camera takes connections and does not answer. */
    NO_ANSWER(
            SERIOUS,
            "The camera takes connections and does not answer, or not in time.",
            "Check the port; if it is the right one, restart the camera."),
    /** The camera takes long for each answer. */
    ANSWERS_SLOW(
            WARNING,
            "The camera takes long to answer. To connect takes several answers, and so does each"
                    + " reconnect.",
            "Look at the network and at the camera's load: fewer clients and streams often help."),
    /** The camera refused the credentials. */
    LOGIN_REFUSED(
            SERIOUS,
            "The camera refused user or password. It was tried once only, because many cameras lock"
                    + " the account after a few attempts.",
            "Check user and password, and whether the user may watch video. Special characters are"
                    + " safest in credentials apart from the address."),
    /** The camera wants credentials and got none. */
    LOGIN_MISSING(
            SERIOUS,
            "The camera asks who we are, and no credentials were given.",
            "Give user and password."),
    /** The camera did not describe what it has. */
    NOT_DESCRIBED(
            SERIOUS,
            "The camera did not describe what it offers at this address.",
            "Check the path: cameras have one for each stream, and vendors differ."),
    /** The camera has no room, or no time. */
    BUSY(
            SERIOUS,
            "The camera has no room for one more client, or no time: others watch it already, it is"
                    + " just starting, or an earlier client has left its session behind.",
            "Close what else watches it, or wait for two minutes; then restart the camera. Open it"
                    + " once in your program, and fork."),
    /** Nothing that the camera offers can be played. */
    NOTHING_PLAYABLE(
            SERIOUS,
            "The camera offers nothing that can be played.",
            "Choose another codec in the camera's settings, such as H.264."),
    /** The camera refused a step of the session. */
    STREAM_REFUSED(
            SERIOUS,
            "The camera described its stream and then refused to send it.",
            "Look at the status: 404 and 454 mean a confused camera; a restart of the camera often"
                    + " helps."),
    /** PLAY was granted and nothing came. */
    NO_MEDIA(
            SERIOUS,
            "The camera agreed to play and then sent nothing.",
            "Over UDP a firewall is the usual reason, so try TCP; otherwise restart the camera."),
    /** Packets came and no key frame. */
    NO_KEY_FRAME(
            SERIOUS,
            "Packets came and no key frame, so not one picture could be shown.",
            "Set the key frame interval (also called I-frame interval or GOP) to one or two"
                    + " seconds."),
    /** The stream ended while it was watched. */
    STREAM_BROKE(
            SERIOUS,
            "The stream ended while it was watched.",
            "Look at the reason; a reconnecting source goes on, with a hole in the video."),
    /** The description breaks the rules. */
    SDP_DEFECT(
            NOTE,
            "The description breaks the rules of its format. That does no harm here; other software"
                    + " may refuse the camera.",
            "A newer firmware may mend it."),
    /** A section of the description cannot be played. */
    TRACK_SET_ASIDE(
            NOTE,
            "The camera offers something that cannot be played here. It is set aside.",
            "Nothing, unless it is what you wanted."),
    /** There are no parameter sets. */
    PARAMETER_SETS_MISSING(
            SERIOUS,
            "Neither the description nor the stream has the parameter sets that a decoder needs.",
            "Restart the camera; try its other streams; a newer firmware may mend it."),
    /** Parameter sets come in band only. */
    PARAMETER_SETS_NOT_DESCRIBED(
            NOTE,
            "The description does not hold the parameter sets; they come with the key frames. That"
                    + " does no harm here.",
            "Nothing; other software may take longer to begin."),
    /** Parameter sets are in the description only. */
    PARAMETER_SETS_NOT_IN_BAND(
            NOTE,
            "The parameter sets are in the description and do not come with the key frames. If the"
                    + " picture size is changed, the stream cannot tell.",
            "After changing the camera's picture settings, connect again."),
    /** Parameter sets of description and stream are not the same. */
    PARAMETER_SETS_DIFFER(
            WARNING,
            "The parameter sets in the stream are not those of the description. The ones in the"
                    + " stream are right; software that trusts the description shows nothing.",
            "Restart the camera after changing its picture settings."),
    /** Parameter sets changed while the stream was watched. */
    SETUP_CHANGES(
            WARNING,
            "Size or parameter sets changed while the stream was watched. Each change begins a new"
                    + " setup: recorders begin a new file, decoders start anew.",
            "Switch off what changes the picture size by itself (\"smart\" or \"adaptive\""
                    + " modes)."),
    /** Key frames are far apart. */
    KEY_FRAMES_RARE(
            WARNING,
            "Key frames are far apart. Whoever begins to watch, and whoever lost a packet, waits"
                    + " that long for a picture.",
            "Set the key frame interval (I-frame interval, GOP) to one or two seconds, and switch"
                    + " off \"smart codec\", \"H.264+\" and the like."),
    /** The distance between key frames changes. */
    KEY_FRAMES_IRREGULAR(
            NOTE,
            "The distance between key frames changes. Cameras with a \"smart codec\" or scene"
                    + " detection do that.",
            "If recordings should be cut anywhere, switch it off."),
    /** The real frame rate is not what the camera declares. */
    FRAME_RATE_DIFFERS(
            WARNING,
            "The camera declares another frame rate than it sends. Players and recorders that"
                    + " trust the declared one run too fast or too slow.",
            "Set the same rate in the camera's settings, look at exposure times at night, and take"
                    + " times from the units, never from the declared rate."),
    /** Pictures come unevenly. */
    PICTURES_UNEVEN(
            WARNING,
            "There are holes between pictures that are much longer than usual.",
            "Look at the network and at the camera's load; a lower bit rate often helps."),
    /** Pictures are not in the order in which they are shown. */
    B_FRAMES(
            NOTE,
            "The stream has B-frames: pictures come in another order than they are shown, which"
                    + " delays them.",
            "For low delay choose Baseline or Main profile without B-frames in the camera."),
    /** The bit rate is far above the declared one. */
    BIT_RATE_EXCEEDED(
            NOTE,
            "The camera sends much more than it declares.",
            "Plan network and disks by the real figure, or choose a constant bit rate."),
    /** The first picture came late. */
    FIRST_PICTURE_LATE(
            WARNING,
            "The camera agreed to play, and it took long until the first picture was there.",
            "A shorter key frame interval helps most."),
    /** Packets were lost. */
    PACKETS_LOST(
            WARNING,
            "Packets never came. Pictures up to the next key frame are missing, not damaged.",
            "Over UDP: use TCP, or look at the network and at ./valkka doctor --machine. Over"
                    + " TCP the camera itself drops: lower its bit rate."),
    /** Packets could not be understood. */
    PACKETS_MALFORMED(
            WARNING,
            "Packets came that could not be understood and were set aside, with the pictures that"
                    + " they were part of.",
            "Where the description says packetization-mode=2, choose another mode: the interleaved"
                    + " one is not read. Otherwise a newer firmware may mend it."),
    /** Pictures were incomplete when they came. */
    PICTURES_DAMAGED(
            WARNING,
            "Pictures came incomplete or damaged, and not because the network lost something. Those"
                    + " up to the next key frame are missing.",
            "Lower the camera's bit rate; a newer firmware may mend it."),
    /** Packets come unevenly. */
    JITTER_HIGH(
            WARNING,
            "Packets come unevenly. Live pictures stutter, or need a longer buffer.",
            "Look at the network, Wi-Fi above all, and at the camera's load."),
    /** The marker bit is never set. */
    MARKERS_MISSING(
            NOTE,
            "The camera never marks the last packet of a picture, so a picture is complete only"
                    + " when the next one begins: a delay of one picture.",
            "A newer firmware may mend it."),
    /** The marker bit is set in the middle of a picture. */
    MARKERS_WRONG(
            NOTE,
            "The camera marks packets that are not the last of a picture. That does no harm here.",
            "A newer firmware may mend it."),
    /** Packets of somebody else. */
    FOREIGN_PACKETS(
            NOTE,
            "Packets came that do not belong to the stream: of another source, or on a channel that"
                    + " nobody asked for. They are set aside.",
            "Often the rest of an earlier session; if it stays, restart the camera."),
    /** Bytes that make no sense. */
    GARBAGE(
            WARNING,
            "Data came that makes no sense and was skipped.",
            "A newer firmware may mend it; a packet trace shows where it happens."),
    /** Times of units are impossible. */
    TIMES_BROKEN(
            WARNING,
            "Times of pictures were missing, jumped or ran backwards, and were put right.",
            "Take the times of arrival (clock policy ARRIVAL), and look at the camera's clock."),
    /** Keep-alive requests are not granted. */
    KEEP_ALIVE_UNANSWERED(
            NOTE,
            "The camera lists a method for keeping the session alive and does not grant it. Another"
                    + " one is used.",
            "Nothing."),
    /** No keep-alive request is granted. */
    KEEP_ALIVE_FAILS(
            WARNING,
            "The camera grants no request that keeps a session alive; it may end the session at its"
                    + " timeout.",
            "Watch for longer than the timeout; if the stream ends then, a newer firmware may mend"
                    + " it."),
    /** The session timeout is short. */
    SESSION_TIMEOUT_SHORT(
            NOTE,
            "The camera ends sessions soon after they fall silent. We keep them alive in time.",
            "Nothing; do not pause the program for longer than that."),
    /** No sender reports come. */
    NO_SENDER_REPORTS(
            NOTE,
            "The camera does not say what time it is (no RTCP sender reports). Times are those of"
                    + " arrival.",
            "Nothing, unless pictures of several cameras must fit to the millisecond."),
    /** The camera's clock is wrong. */
    CLOCK_WRONG(
            WARNING,
            "The camera's clock differs from this machine's. Times that are shown in its pictures"
                    + " and its own recordings are wrong; our times are not touched.",
            "Set the same NTP server in the camera and in this machine."),
    /** The camera's clock was set while it was watched. */
    CLOCK_STEPPED(
            WARNING,
            "The camera's clock jumped while it was watched.",
            "Look at its NTP settings; two sources of time may fight."),
    /** The camera's clock runs fast or slow. */
    CLOCK_DRIFTS(
            NOTE,
            "The camera's pictures come faster or slower than their timestamps say. Times follow"
                    + " slowly by themselves.",
            "Nothing, if the camera has NTP; otherwise set it up."),
    /** The password goes over the network in the clear. */
    PASSWORD_IN_CLEAR(
            WARNING,
            "The camera takes the password in the clear (Basic without TLS): everybody in the"
                    + " network can read it.",
            "Choose Digest authentication in the camera's settings, or RTSPS."),
    /** Nobody is asked for a password. */
    OPEN_TO_EVERYBODY(
            NOTE,
            "The camera asked nobody for a password: everybody in the network can watch.",
            "Switch authentication on in the camera's settings."),
    /** A way of sending does not work. */
    TRANSPORT_FAILS(
            NOTE,
            "One way of sending packets does not work.",
            "Use one that does, as in the suggested configuration."),
    /** The camera has room for few clients. */
    SESSIONS_FEW(
            WARNING,
            "The camera serves few clients at once. A viewer may keep the recorder out.",
            "Open it once and fork the stream to all consumers."),
    /** The receive buffers may not grow enough. */
    RECEIVE_BUFFER_SMALL(
            WARNING,
            "A camera over UDP sends a key frame of some hundred kilobytes in one burst; what does"
                    + " not fit into the socket's buffer is lost. TCP is not affected.",
            "Allow larger buffers."),
    /** The kernel lost datagrams for want of buffer. */
    DATAGRAMS_LOST(
            WARNING,
            "The kernel threw datagrams away because a socket's buffer was full.",
            "Allow larger buffers; look whether the processors are overloaded."),
    /** The kernel lost packets before they reached a socket. */
    PACKETS_DROPPED_BY_KERNEL(
            NOTE,
            "The kernel threw packets away before they reached a socket, because a processor was"
                    + " too slow to take them.",
            "Allow a longer queue; look whether one processor takes all interrupts."),
    /** There is little shared memory. */
    SHARED_MEMORY_SMALL(
            NOTE,
            "There is little shared memory; a 1080p picture takes 3 MB of it. Only programs that"
                    + " hand pictures to other processes need it.",
            "Enlarge /dev/shm, in a container with --shm-size."),
    /** The processors save power. */
    PROCESSORS_SAVE_POWER(
            WARNING,
            "The processors wait before they speed up. Work that comes in short bursts, such as"
                    + " decoding, runs at the lowest speed.",
            "Choose the governor that is made for this."),
    /** The processors are throttled. */
    PROCESSORS_LIMITED(
            WARNING,
            "The container may not use the processors that Java sees, or was held back for using"
                    + " more than its share. Pictures come in gusts.",
            "Give the container more processor time."),
    /** Reading the time is slow. */
    TIME_SOURCE_SLOW(
            WARNING,
            "Asking for the time is slow on this machine (a microsecond instead of 25 ns), and it"
                    + " is asked for with every packet.",
            "Look why the kernel distrusts the processors' own counter (dmesg | grep -i tsc)."),
    /** The network is slow. */
    NETWORK_SLOW(
            WARNING,
            "The network interface is slow; a camera sends 2 to 8 Mbit/s.",
            "Look at cable and switch port: often one broken pair of wires."),
    /** Few files may be open. */
    OPEN_FILES_FEW(
            WARNING,
            "The process may open few files and sockets; a camera takes one to four.",
            "Raise the limit."),
    /** Few ports are free for outgoing connections. */
    PORTS_FEW(
            NOTE,
            "Few ports are left for outgoing connections; a camera takes one, over UDP three.",
            "Widen the range."),
    /** The queue for new viewers is short. */
    ACCEPT_QUEUE_SHORT(
            NOTE, "Only few viewers can connect at the same moment.", "Allow a longer queue."),
    /** Memory must be there before it is promised. */
    OVERCOMMIT_FORBIDDEN(
            NOTE,
            "The kernel promises no more memory than it has. Pools are refused where Java has"
                    + " reserved much for its heap.",
            "Set -Xmx to what is needed, or allow overcommitting."),
    /** There is little memory. */
    MEMORY_SMALL(
            WARNING,
            "There is little memory. Sixteen cameras in 1080p, watched and recorded, take about 1"
                    + " GiB beside Java's heap.",
            "Give the machine or the container more."),
    /** Nobody keeps the clock. */
    CLOCK_NOT_KEPT(
            NOTE,
            "Nothing was found that keeps this machine's clock right. Times of pictures are times"
                    + " of this clock.",
            "See what timedatectl says; a host may keep the clock of its containers.");

    private final Severity severity;
    private final String means;
    private final String advice;

    Symptom(Severity severity, String means, String advice) {
        this.severity = severity;
        this.means = means;
        this.advice = advice;
    }

    /** How much it matters. */
    public Severity severity() {
        return severity;
    }

    /** What it means. */
    public String means() {
        return means;
    }

    /** What to do. */
    public String advice() {
        return advice;
    }
}
