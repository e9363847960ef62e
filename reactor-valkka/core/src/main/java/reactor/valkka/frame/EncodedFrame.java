package reactor.valkka.frame;

/** What travels before a decoder: access units, and in band the setup that governs them. */
public sealed interface EncodedFrame extends Frame, KeyFramed permits StreamSetup, AccessUnit {

    @Override
    EncodedFrame share();

    @Override
    StreamSetup setup();
}
