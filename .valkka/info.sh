# shellcheck shell=bash
# ./valkka info: what this machine has and lacks. The Java half prints the natives.

info_command() {
  (($# == 0)) || { complain "info takes no arguments: $*"; exit 2; }
  local status=0
  row project "reactor-valkka $(project_version), $(project_commit)"
  row system "$(. /etc/os-release 2>/dev/null && echo "${PRETTY_NAME:-unknown}"), kernel $(uname -sr), $(uname -m)"
  row glibc "$(getconf GNU_LIBC_VERSION 2>/dev/null || echo 'none (FFmpeg needs glibc 2.35 or newer)')"
  if find_java; then row java "$("$JAVA" -version 2>&1 | head -n 1), $JAVA_HOME"; else
    row java "MISSING: $JAVA_PROBLEM"
    status=1
  fi
  if have mvn; then row maven "$(mvn --version 2>/dev/null | sed -n 's/.*Apache Maven \([^ ]*\).*/\1/p' | tr -cd '[:print:]' | sed 's/\[[0-9;]*m*//g')"; else
    row maven 'MISSING: Maven 3.8 or newer (Debian: apt-get install maven)'
    status=1
  fi
  info_kernel
  info_peers
  if ((status == 0)); then info_natives || status=1; fi
  if ((status)); then
    complain 'something needed is missing, see above'
    exit 1
  fi
}

row() { printf '%-16s %s\n' "$1" "$2"; }

project_version() { sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$ROOT/pom.xml" | head -n 1; }

project_commit() {
  if have git && git -C "$ROOT" rev-parse --short=12 HEAD >/dev/null 2>&1; then
    echo "commit $(git -C "$ROOT" rev-parse --short=12 HEAD)$([[ -z $(git -C "$ROOT" status --porcelain) ]] || echo ', with local changes')"
  else
    echo 'commit unknown'
  fi
}

info_kernel() {
  row cores "$(nproc --all), this process may use $(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status)"
  row memory "$(awk '/^MemTotal|^MemAvailable/ { printf "%s%d MiB %s", separator, $2 / 1024, ($1 == "MemTotal:" ? "in all" : "free"); separator = ", " }' /proc/meminfo)"
  row /dev/shm "$(df -h --output=size,avail /dev/shm 2>/dev/null | awk 'NR == 2 { print $1 " in all, " $2 " free" }')"
  row 'open files' "$(ulimit -Sn) (soft), $(ulimit -Hn) (hard)"
  row rmem_max "$(info_rmem_max)"
}

# A camera over UDP sends a key frame of 700 KB in one burst; the default holds 208 KiB.
info_rmem_max() {
  local bytes
  bytes=$(cat /proc/sys/net/core/rmem_max 2>/dev/null) || { echo unknown; return; }
  echo "$bytes bytes$( ((bytes >= 1048576)) || echo ' (for cameras over UDP: sysctl net.core.rmem_max=1048576)')"
}

info_peers() {
  local peer
  for peer in $(peer_names); do
    if peer_is_here "$peer"; then row "$peer" "$(peer_version "$peer")"; else
      row "$peer" "not here; only ./valkka test uses it: $(peer_packages "$peer")"
    fi
  done
}

peer_version() { # NAME
  local version=''
  case $1 in
    ffmpeg) version=$(ffmpeg -version 2>/dev/null | sed -n '1s/^ffmpeg version \([^ ]*\).*/\1/p') ;;
    chromium) version=$({ chromium --version || chromium-browser --version || google-chrome --version; } 2>/dev/null | head -n 1) ;;
    gstreamer) version=$(gst-inspect-1.0 --version 2>/dev/null | sed -n '1s/.* version //p') ;;
    curl) version=$(curl --version | sed -n "1s/^curl \([^ ]*\).*/\1/p") ;;
    vlc) version=$(dpkg-query -W -f '${Version}' vlc-bin 2>/dev/null) ;;
    bundled-ffmpeg) version='its libraries are here' ;;
  esac
  echo "${version:-found}"
}

info_natives() {
  # shellcheck source=.valkka/build.sh
  . "$ROOT/.valkka/build.sh"
  build_module examples || return 1
  # shellcheck disable=SC2046 # flags hold no blanks
  "$JAVA" $(jvm_flags) -cp "$(<"$STATE/examples.classpath")" reactor.valkka.examples.info.Info
}
