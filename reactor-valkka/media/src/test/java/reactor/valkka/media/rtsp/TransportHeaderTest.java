package reactor.valkka.media.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import reactor.valkka.media.rtsp.TransportHeader.Lower;

import java.util.Objects;

class TransportHeaderTest {

    private static TransportHeader parse(String value) {
        return Objects.requireNonNull(TransportHeader.parse(value));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        RTP/AVP/TCP;unicast;interleaved=0-1 | /TCP;unicast;interleaved=0-1
        RTP/AVP;unicast;client_port=4588-4589 | ;unicast;client_port=4588-4589
        RTP/AVP/UDP;client_port=5;server_port=6 | ;unicast;client_port=5-6;server_port=6-7
        RTP/AVP;multicast;port=70-71;ttl=4 | ;multicast;port=70-71;ttl=4
        RTP/AVP; unicast ; interleaved = 2-3 | /TCP;unicast;interleaved=2-3
        RTP/AVP/TCP;ssrc=5F0A11C2;mode=play | /TCP;unicast;ssrc=5F0A11C2;mode="play"
        """)
    void parsesAndPrints(String value, String printed) {
        TransportHeader transport = parse(value);
        assertThat(transport.print()).isEqualTo("RTP/AVP" + printed);
        assertThat(parse(transport.print())).isEqualTo(transport);
    }

    @Test
    void hikvisionPaddedSsrcInTransportHeader() {
        TransportHeader transport = parse("RTP/AVP/TCP;unicast;interleaved=0-1; ssrc=000030a98ee7");
        assertThat(transport.ssrc()).isEqualTo(0x30a98ee7L);
    }

    @Test
    void dahuaBlankBeforeSsrc() {
        TransportHeader transport = parse("RTP/AVP/TCP;interleaved=0-1;ssrc= 5F0A");
        assertThat(transport.ssrc()).isEqualTo(0x5F0AL);
    }

    @Test
    void aSingleInterleavedChannelMeansTheNextOneForRtcp() {
        TransportHeader transport = parse("RTP/AVP/TCP;unicast;interleaved=4");
        assertThat(transport.interleaved()).isEqualTo(new PortPair(4, 5));
    }

    @Test
    void escamNamesPlainProfileForTcp() {
        TransportHeader transport = parse("RTP/AVP;unicast;interleaved=0-1");
        assertThat(transport.lower()).isEqualTo(Lower.TCP);
    }

    @Test
    void unreadableParametersAreLeftOut() {
        TransportHeader transport =
                parse("RTP/AVP;unicast;client_port=x-y;server_port=0-99999;ssrc=zz;ttl=");
        assertThat(transport.print()).isEqualTo("RTP/AVP;unicast");
        transport = parse("RTP/AVP;unicast;client_port=-1-2;ssrc=-1;ttl=-1;port=1234567890");
        assertThat(transport.print()).isEqualTo("RTP/AVP;unicast");
    }

    @Test
    void severalTransportsAreReadInOrderAndOthersLeftOut() {
        assertThat(TransportHeader.parseAll(
                        "RAW/RAW/UDP;unicast,RTP/AVP;unicast,RTP/AVP/TCP;interleaved=0-1"))
                .extracting(TransportHeader::lower)
                .containsExactly(Lower.UDP, Lower.TCP);
    }
}
