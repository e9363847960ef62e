package reactor.valkka.media.bitstream;

/**
 * How a unit depends on others.
 *
 * @param keyFrame decoding can start here
 * @param disposable no other unit refers to it
 * @param leading it is shown before the key frame that it follows and needs what came before that
 * @param opensGroup a key frame whose leading pictures are known by their times only
 */
record UnitKind(boolean keyFrame, boolean disposable, boolean leading, boolean opensGroup) {
    static final UnitKind KEY_FRAME = new UnitKind(true, false, false, false);

    static UnitKind of(CodedPicture picture, int temporalIdMax) {
        return new UnitKind(
                picture.isKeyFrame(),
                picture.isDisposable(temporalIdMax),
                picture.isLeading(),
                picture.opensGroup());
    }
}
