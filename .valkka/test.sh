# shellcheck shell=bash
# ./valkka test: peers, then everything that Maven checks, then one sum over all test reports.

test_command() { # MAVEN-ARGUMENT…
  require_java
  require_maven
  mkdir -p "$STATE"
  local log=$STATE/test.log totals=$STATE/totals status=0 passed=0 failed=0 skipped=0
  install_peers
  find "$ROOT" -path '*/target/surefire-reports/TEST-*.xml' -delete

  say "building and testing; Maven's output goes to $log"
  run_maven "$log" "$@" || status=1
  "$JAVA" "$ROOT/.valkka/TestReport.java" "$ROOT" "$totals" || status=1
  [[ -s $totals ]] && read -r passed failed skipped <"$totals"
  if ((status)) && ((failed == 0)); then
    report_build_failure "$log"
    failed=1
  fi
  report_untested "$skipped"
  if [[ ${CI:-} == true ]] && ((skipped)); then
    echo "CI=true: the $skipped skipped tests named above count as failures"
    status=1
  fi
  echo "$passed passed, $failed failed, $skipped skipped"
  ((status == 0 && failed == 0)) || exit 1
}

# All tests run, whatever fails: the reports decide. What Maven itself refuses (a compiler error, the
# format, a JVM that died) fails the build.
run_maven() { # LOG MAVEN-ARGUMENT…
  local log=$1
  shift
  (cd "$ROOT" && mvn -B -fae -Dmaven.test.failure.ignore=true "$@" verify </dev/null) 2>&1 |
    tee "$log" | show_progress
  local status=${PIPESTATUS[0]}
  ! grep -qE 'The forked VM terminated|SurefireBooterForkException|There was a timeout' "$log" || status=1
  return "$status"
}

# One line for each module that has tests; with -v all that Maven says.
show_progress() {
  local line module='' tests='' began=$SECONDS
  while IFS= read -r line; do
    ! verbose || printf '%s\n' "$line"
    if [[ $line =~ ^\[INFO\]\ (Building\ ([^ ]+)|Reactor\ Summary) ]]; then
      [[ -z $tests ]] || say "$(printf '  %-32s %5d tests %5d s' "$module" "$tests" $((SECONDS - began)))"
      module=${BASH_REMATCH[2]} tests='' began=$SECONDS
    elif [[ $line =~ \]\ Tests\ run:\ ([0-9]+),.*Skipped:\ [0-9]+$ ]]; then
      tests=${BASH_REMATCH[1]}
    fi
  done
}

report_build_failure() { # LOG
  echo
  echo 'The build failed:'
  maven_errors "$1"
  echo "All of the output is in $1"
}

report_untested() { # SKIPPED
  [[ -n $MISSING_PEERS ]] || (($1)) || return 0
  echo
  echo '******** NOT TESTED on this machine ********'
  report_missing_peers
  (($1 == 0)) || echo "  and $1 skipped tests, each with its reason above"
  echo
}
