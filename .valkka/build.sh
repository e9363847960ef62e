# shellcheck shell=bash
# Builds one module and what it depends on, and caches its run-time class path.

# A sum over names, sizes and times of all that the class path is made of.
sources_sum() {
  (
    cd "$ROOT" || exit 1
    find pom.xml .mvn reactor-valkka sources sinks examples benchmarks -name target -prune -o \
      -type f \( -path '*/src/main/*' -o -name pom.xml -o -path '.mvn/*' \) -printf '%p %s %T@\n' | LC_ALL=C sort
    echo "$JAVA_HOME"
  ) | cksum
}

class_path_is_whole() { # FILE
  local entry entries
  [[ -s $1 ]] || return 1
  IFS=: read -r -a entries <"$1"
  for entry in "${entries[@]}"; do [[ -e $entry ]] || return 1; done
}

# Modules without code of their own have no classes.
existing_entries() { # CLASS-PATH
  local entry entries existing=''
  IFS=: read -r -a entries <<<"$1"
  for entry in "${entries[@]}"; do [[ ! -e $entry ]] || existing+=${existing:+:}$entry; done
  echo "$existing"
}

building() { # MODULE
  if [[ -d $ROOT/$1/target/classes ]]; then echo 'building… '; else
    echo 'building for the first time, which may fetch libraries and take some minutes… '
  fi
}

# Leaves the class path of MODULE, its own classes first, in $STATE/NAME.classpath; the name is the
# last part of the module's path.
build_module() { # MODULE
  local module=$1 name=${1##*/} sum began=$SECONDS
  local log=$STATE/build-$name.log class_path=$STATE/$name.classpath stamp=$STATE/$name.stamp
  sum=$(sources_sum)
  if [[ -f $stamp && $(<"$stamp") == "$sum" ]] && class_path_is_whole "$class_path"; then return 0; fi
  [[ $VERBOSITY == quiet ]] || printf '%s' "$(building "$module")" >&2
  mkdir -p "$STATE"
  rm -f "$stamp"
  if ! maven_compile "$module" "$class_path.part" "$log"; then
    [[ $VERBOSITY == quiet ]] || printf 'failed\n' >&2
    maven_errors "$log" >&2
    complain "the build failed; all of its output is in $log"
    return 1
  fi
  existing_entries "$ROOT/$module/target/classes:$(<"$class_path.part")" >"$class_path"
  rm -f "$class_path.part"
  echo "$sum" >"$stamp"
  [[ $VERBOSITY == quiet ]] || printf '%d s\n' $((SECONDS - began)) >&2
}

maven_compile() { # MODULE CLASS-PATH-FILE LOG
  local arguments=(-B -pl "$1" -am -Dspotless.check.skip -Dcheckstyle.skip
    compile org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath
    -DincludeScope=runtime "-Dmdep.outputFile=$2")
  if verbose; then
    echo >&2
    (cd "$ROOT" && mvn "${arguments[@]}" </dev/null) 2>&1 | tee "$3" >&2
    return "${PIPESTATUS[0]}"
  fi
  (cd "$ROOT" && mvn "${arguments[@]}" </dev/null) >"$3" 2>&1
}
