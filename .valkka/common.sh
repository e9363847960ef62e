# shellcheck shell=bash
# What every command uses: messages, and the search for Java and Maven.

complain() { printf 'valkka: %s\n' "$*" >&2; }
die() {
  complain "$*"
  exit 1
}
say() { [[ $VERBOSITY == quiet ]] || printf '%s\n' "$*"; }
verbose() { [[ $VERBOSITY == verbose ]]; }
have() { command -v "$1" >/dev/null 2>&1; }

# Finds a JDK and leaves JAVA, JAVA_VERSION (such as 17) and JAVA_HOME, or says in JAVA_PROBLEM why not.
find_java() {
  JAVA_PROBLEM='' JAVA_VERSION=0
  local wanted='a JDK of version 17 or newer (Debian: apt-get install openjdk-17-jdk-headless)'
  if [[ -n ${JAVA_HOME:-} ]]; then
    JAVA=$JAVA_HOME/bin/java
    [[ -x $JAVA ]] || JAVA_PROBLEM="JAVA_HOME is $JAVA_HOME, which holds no bin/java; needed is $wanted"
  elif have java; then
    JAVA=$(readlink -f "$(command -v java)")
  else
    JAVA_PROBLEM="no java found; needed is $wanted"
  fi
  [[ -z $JAVA_PROBLEM ]] || return 1
  JAVA_VERSION=$("$JAVA" -version 2>&1 | sed -n 's/.* version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' | head -n 1)
  JAVA_VERSION=${JAVA_VERSION:-0}
  if ((JAVA_VERSION < 17)); then
    JAVA_PROBLEM="$JAVA is version $JAVA_VERSION; needed is $wanted"
  elif [[ ! -x ${JAVA%/java}/javac ]]; then
    JAVA_PROBLEM="$JAVA comes without a compiler; needed is $wanted"
  else
    export JAVA_HOME=${JAVA%/bin/java}
    return 0
  fi
  return 1
}

require_java() { find_java || die "$JAVA_PROBLEM"; }
require_maven() { have mvn || die 'no mvn found; needed is Maven 3.8 or newer (Debian: apt-get install maven)'; }

# Flags for programs that load native libraries; newer JDKs want to be told that they may.
jvm_flags() {
  ((JAVA_VERSION < 22)) || echo --enable-native-access=ALL-UNNAMED
  ((JAVA_VERSION < 24)) || echo --sun-misc-unsafe-memory-access=allow
}

# What Maven found wrong, without its advice.
maven_errors() { # LOG
  grep '^\[ERROR\]' "$1" | grep -vE '^\[ERROR\] *$|-e switch|-X switch|\[Help 1\]|For more information|-rf :' |
    cut -c 1-240 | head -n 20
}
