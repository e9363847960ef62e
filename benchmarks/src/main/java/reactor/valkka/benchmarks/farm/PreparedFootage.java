package reactor.valkka.benchmarks.farm;

import java.util.List;

/** All clips of the farm, ready to be sent. */
record PreparedFootage(FarmFootage footage, List<PreparedClip> clips) {

    static PreparedFootage of(FarmFootage footage) {
        return new PreparedFootage(
                footage, footage.files().stream().map(PreparedClip::of).toList());
    }

    /** What a camera shows. */
    PreparedClip of(int camera) {
        return clips.get(footage.clip(camera));
    }

    /** With which unit it begins. */
    int first(int camera) {
        return footage.firstPicture(camera);
    }
}
