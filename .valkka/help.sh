# shellcheck shell=bash
# The texts of ./valkka help.

help_for() { # COMMAND or nothing
  case ${1:-} in
    '') help_overview ;;
    demo) help_demo ;;
    test) help_test ;;
    bench) help_bench ;;
    doctor) help_doctor ;;
    fuzz) help_fuzz ;;
    info) help_info ;;
    help) echo 'usage: ./valkka help [COMMAND]' ;;
    *)
      complain "no such command: $1 (./valkka help lists them)"
      exit 2
      ;;
  esac
}

help_overview() {
  cat <<'TEXT'
valkka: cameras as reactive streams

usage: ./valkka [-v | -q] COMMAND [ARGUMENT…]

  demo [URL | FILE …]   cameras in your browser and for players: four bundled ones, or yours
  test                  build everything and run every test
  bench [NAME …]        measure something; without a name, list what there is
  doctor URL            examine a camera; with --machine, this machine
  fuzz [TARGET …]       feed every parser with inputs that a fuzzer makes up
  info                  what this machine has, and what it lacks
  help [COMMAND]        this page, or more about one command

  -v, --verbose         show everything (Maven's whole output, too)
  -q, --quiet           show only results and errors

Begin with ./valkka demo. All it needs is a JDK (17 or newer) and Maven.
TEXT
}

help_demo() {
  cat <<'TEXT'
usage: ./valkka demo [OPTION…] [URL | FILE …]

Plays cameras to a page in your browser, streams them on to players such as VLC and ffplay, and
prints the addresses. Without arguments the cameras are bundled footage, served over RTSP on the
loopback; otherwise any number of rtsp:// addresses and video files. --timing tells where the time
goes, from a camera's packets to whoever uses its pictures. Ctrl-C ends it.

  ./valkka demo
  ./valkka demo rtsp://user:secret@192.0.2.7/stream1
  ./valkka demo holiday.mp4 rtsp://192.0.2.8/live
  ./valkka demo --timing rtsp://192.0.2.8/live

The first use builds what it needs. ./valkka demo --help lists the options.
TEXT
}

help_test() {
  cat <<'TEXT'
usage: ./valkka test [MAVEN-ARGUMENT…]

Builds all modules and runs every check and every test. The programs that the tests talk to (FFmpeg,
GStreamer, VLC, Chromium) are installed from Debian's or Ubuntu's packages when this is run by root;
otherwise it says what is missing, runs the rest, and lists what was not tested.

Ends with the line "N passed, N failed, N skipped", and with status 0 only if nothing failed. With
CI=true in the environment a skipped test is a failure, too. Maven's output is kept in
target/valkka/test.log. Arguments go to Maven:

  ./valkka test -pl reactor-valkka/core -am
TEXT
}

help_bench() {
  cat <<'TEXT'
usage: ./valkka bench [NAME [ARGUMENT…]]

Runs one measurement; without a name it lists them all. ./valkka bench NAME --help says more.
TEXT
}

help_doctor() {
  cat <<'TEXT'
usage: ./valkka doctor [OPTION…] URL
       ./valkka doctor --machine [--json]

Examines a camera: what it offers, how it misbehaves, what to do about it, and which configuration
suits it. With --machine it examines this machine: limits of the kernel, processors, memory, network
and clock, with the commands that mend them.

  ./valkka doctor rtsp://192.0.2.7/stream1
  VALKKA_PASSWORD=secret ./valkka doctor --user admin --seconds 60 rtsp://192.0.2.7/stream1
  ./valkka doctor --trace trace.txt rtsp://192.0.2.7/stream1
  ./valkka doctor --machine

--trace writes the dialogue and the headers of packets, without passwords, to attach to a report.
Status 0: healthy; 1: something needs care; 2: could not be examined, or wrong arguments.
./valkka doctor --help lists the options.
TEXT
}

help_fuzz() {
  cat <<'TEXT'
usage: ./valkka fuzz [--minutes N] [--seed N] [--list] [TARGET…]

Runs a coverage-guided fuzzer against everything that reads what comes from a network, or against
the targets that are named, for 5 minutes in all if nothing else is said. Prints what made a parser
fail. Status 0 if nothing was found. ./valkka test runs it for some seconds, too.

  ./valkka fuzz --list
  ./valkka fuzz --minutes 60 sdp h264
TEXT
}

help_info() {
  cat <<'TEXT'
usage: ./valkka info

Prints versions, the native libraries that were found, the kernel's limits, and which of the
programs that the tests talk to are installed. Status 1 if something needed to build or to run the
demo is missing.
TEXT
}
