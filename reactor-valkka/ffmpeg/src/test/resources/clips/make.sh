#!/bin/sh
# Makes the clips of this folder. Needs ffmpeg with libx264 and libx265 (Debian's has both).
set -e
cd "$(dirname "$0")"
FF="ffmpeg -nostdin -v error -y"
SRC() { echo "-f lavfi -i testsrc2=size=$1:rate=25:duration=$2"; }
X264="-c:v libx264 -preset medium -bitexact -threads 1"

# As a camera sends it: no B-frames, a key frame a second.
$FF $(SRC 320x180 4) $X264 -profile:v baseline -g 25 -keyint_min 25 -sc_threshold 0 -crf 34 plain.mp4
# High profile with a pyramid of B-frames, and AAC sound.
$FF $(SRC 320x180 4) -f lavfi -i sine=frequency=440:duration=4 $X264 -profile:v high -bf 3 \
    -b_strategy 0 -x264-params b-pyramid=normal \
    -g 25 -keyint_min 25 -sc_threshold 0 -crf 34 -c:a aac -b:a 24k -ac 1 -shortest bframes.mp4
# The same pictures in other containers.
$FF -i bframes.mp4 -c copy -bitexact bframes.mkv
$FF -i bframes.mp4 -c copy -bitexact bframes.ts
$FF -i bframes.mp4 -c:v copy -an -bitexact bframes.h264
$FF -i plain.mp4 -c:v copy -an -bitexact plain.h264
# 16 reference pictures.
$FF $(SRC 192x112 3) $X264 -profile:v high -refs 16 -bf 2 -g 40 -crf 34 refs16.mp4
# A size that is no multiple of 16, 4:2:2, and full range.
$FF $(SRC 198x102 1) $X264 -profile:v high422 -pix_fmt yuv422p -bf 0 -g 25 -crf 34 odd422.mp4
$FF $(SRC 160x120 1) $X264 -pix_fmt yuvj420p -color_range pc -colorspace bt709 -bf 0 -g 25 -crf 34 full.mp4
# 10 bits per sample, which are refused.
$FF $(SRC 160x120 1) $X264 -pix_fmt yuv420p10le -g 25 -crf 34 tenbits.mp4
# Other codecs.
$FF $(SRC 320x180 2) -c:v libx265 -preset fast -x265-params log-level=none:bframes=3:keyint=25 -crf 36 \
    -tag:v hvc1 -bitexact hevc.mp4
OPEN=keyint=10:min-keyint=10:bframes=3:b-adapt=0:open-gop=1:scenecut=0
$FF $(SRC 160x120 2) -c:v libx265 -preset fast -x265-params log-level=none:frame-threads=1:$OPEN -crf 36 \
    -tag:v hvc1 -bitexact hevc-open.mp4
$FF $(SRC 160x120 1) -c:v mjpeg -q:v 20 -bitexact mjpeg.avi
$FF $(SRC 160x120 1) -c:v libvpx -b:v 60k -bitexact vp8.mkv
# The size changes in the middle, as after a change of a camera's settings.
$FF $(SRC 160x120 1) $X264 -profile:v baseline -g 25 -crf 34 -an part1.h264
$FF $(SRC 320x180 1) $X264 -profile:v main -bf 2 -g 25 -crf 34 -an part2.h264
cat part1.h264 part2.h264 part1.h264 > resize.h264
rm part1.h264 part2.h264
# Four cameras for one decoder: key frames only, each with its colour and parameter sets of its own.
i=0
for color in red green blue white; do
    case $i in
        0) size=320x180; more="-profile:v baseline -bf 0" ;;
        1) size=320x180; more="-profile:v high -bf 2" ;;
        2) size=192x112; more="-profile:v main -bf 3 -x264-params cabac=1:8x8dct=0" ;;
        3) size=256x144; more="-profile:v high -bf 0 -x264-params cqm=jvt" ;;
    esac
    # The number of the key frame stands in the upper 32 lines, as 8 black or white bars.
    bars="16+219*mod(floor(N/4/pow(2,floor(X*8/W))),2)"
    $FF -f lavfi -i "color=$color:size=$size:rate=25:duration=10" -vf \
        "geq=lum='if(lt(Y,32),$bars,lum(X,Y))':cb='if(lt(Y,16),128,cb(X,Y))':cr='if(lt(Y,16),128,cr(X,Y))'" \
        $X264 $more -g 4 -keyint_min 4 -sc_threshold 0 -crf 38 camera$i.mp4
    i=$((i + 1))
done
