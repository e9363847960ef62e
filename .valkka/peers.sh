# shellcheck shell=bash
# The foreign programs that the tests talk to: is each one there, and which packages bring it.

# One a line: name | Debian packages | what its absence leaves untested
PEERS='
ffmpeg|ffmpeg|our fragmented MP4 and our pictures against ffmpeg and ffprobe
chromium|chromium|the player page in a real browser
gstreamer|gir1.2-gst-rtsp-server-1.0 python3-gi gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly gstreamer1.0-libav gstreamer1.0-rtsp gstreamer1.0-tools glib-networking openssl|RtspSource against GStreamer'"'"'s RTSP server, with TLS, too, and what it publishes
vlc|vlc-bin vlc-plugin-base|RtspSource against VLC'"'"'s RTSP output
mpv|mpv|RtspServer against mpv
curl|curl|the stream as a plain HTTP response to curl
bundled-ffmpeg|libpulse0 libasound2 libxcb1 libxcb-shm0|the comparison with the ffmpeg program inside the FFmpeg artefact
'

peer_names() { sed -n 's/^\([^|]*\)|.*/\1/p' <<<"$PEERS"; }
peer_packages() { sed -n "s/^$1|\([^|]*\)|.*/\1/p" <<<"$PEERS"; }
peer_purpose() { sed -n "s/^$1|[^|]*|//p" <<<"$PEERS"; }

# Asks for what the tests use, not for packages: the same program may come from somewhere else.
peer_is_here() { # NAME
  case $1 in
    ffmpeg) have ffmpeg && have ffprobe ;;
    chromium) have chromium || have chromium-browser || have google-chrome ;;
    gstreamer)
      /usr/bin/python3 -c 'import gi; gi.require_version("GstRtspServer", "1.0")
from gi.repository import GstRtspServer' 2>/dev/null &&
        gst-inspect-1.0 --exists x264enc && gst-inspect-1.0 --exists h264parse &&
        gst-inspect-1.0 --exists rtph264pay && gst-inspect-1.0 --exists avdec_h264 &&
        gst-inspect-1.0 --exists rtph265pay && gst-inspect-1.0 --exists opusparse &&
        gst-inspect-1.0 --exists rtspclientsink && have openssl
      ;;
    vlc) have cvlc ;;
    mpv) have mpv ;;
    curl) have curl ;;
    bundled-ffmpeg)
      local library
      for library in libpulse.so.0 libasound.so.2 libxcb.so.1 libxcb-shm.so.0; do
        shared_library "$library" || return 1
      done
      ;;
  esac
}

shared_library() { # FILE NAME
  local directory
  for directory in /lib /usr/lib /lib/*-linux-gnu /usr/lib/*-linux-gnu /usr/lib64; do
    [[ -e $directory/$1 ]] && return 0
  done
  return 1
}

missing_peers() {
  local peer
  for peer in $(peer_names); do peer_is_here "$peer" || echo "$peer"; done
}

may_install() {
  [[ $EUID -eq 0 ]] && have apt-get && grep -qE '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release 2>/dev/null
}

# Installs what is missing where it may, and leaves in MISSING_PEERS what is missing still.
install_peers() {
  local missing packages=() peer attempt log=$STATE/apt.log
  missing=$(missing_peers)
  MISSING_PEERS=$missing
  [[ -n $missing ]] && may_install || return 0
  for peer in $missing; do
    # shellcheck disable=SC2207 # package names hold no blanks
    packages+=($(peer_packages "$peer"))
  done
  say "installing from the distribution's packages: ${packages[*]}"
  for attempt in 1 2; do
    if apt_install "${packages[@]}" >"$log" 2>&1; then break; fi
    say "apt-get failed (try $attempt of 2); its output is in $log"
  done
  MISSING_PEERS=$(missing_peers)
}

apt_install() { # PACKAGE…
  local options=(-o DPkg::Lock::Timeout=120 -o Acquire::Retries=2)
  export DEBIAN_FRONTEND=noninteractive
  # One unreachable third-party source fails the update; what is needed may be there all the same.
  timeout 300 apt-get -q "${options[@]}" update </dev/null || true
  timeout 1200 apt-get -q -y "${options[@]}" install --no-install-recommends "$@" </dev/null
}

# Says what each missing peer leaves untested, and how to get it.
report_missing_peers() {
  local peer
  for peer in $MISSING_PEERS; do
    printf '  %s\n    missing: apt-get install --no-install-recommends %s\n' \
      "$(peer_purpose "$peer")" "$(peer_packages "$peer")"
  done
}
