#!/usr/bin/env bash
# Builds the solution and runs all its tests. The last line says how many: "N passed, N failed, N skipped".
#
#   ./eng/test.sh                      everything
#   ./eng/test.sh --long               with the long variants of randomized and fault tests (sets CLOUDBURST_LONG=1)
#   ./eng/test.sh --filter Lattices    further arguments go to 'dotnet test'
#
# Exit code: 0 when every test passed or was skipped with a reason, and at least one passed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=eng/environment.sh
. eng/environment.sh

arguments=()
hang=10m
while [ $# -gt 0 ]; do
    case "$1" in
        --long) export CLOUDBURST_LONG=1; hang=30m ;;
        -h | --help) sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) arguments+=("$1") ;;
    esac
    shift
done

step "Tools that some tests need"
./eng/install-dev-tools.sh || echo "The tests that need them are skipped, and say so." >&2

step "Build"
dotnet build Cloudburst.sln --nologo -v minimal -clp:NoSummary

step "Test"
mkdir -p artifacts/log
log=artifacts/log/test.log
status=0
dotnet test Cloudburst.sln --no-build --nologo --logger "console;verbosity=minimal" \
    --blame-hang-timeout "$hang" --blame-hang-dump-type none --results-directory artifacts/log/results \
    ${arguments[@]+"${arguments[@]}"} 2>&1 | tee "$log" || status=$?

# One such line per project: "Passed!  - Failed:     0, Passed:    41, Skipped:     0, Total:    41, Duration: 2 s - X.dll (net10.0)"
read -r passed failed skipped < <(awk '
    /^ *(Passed|Failed|Skipped)! +- / {
        for (i = 1; i < NF; i++) {
            if ($i == "Passed:") p += $(i + 1)
            if ($i == "Failed:") f += $(i + 1)
            if ($i == "Skipped:") s += $(i + 1)
        }
    }
    END { print p + 0, f + 0, s + 0 }' "$log")

step "Result"
if [ "$failed" -gt 0 ]; then
    echo "Failed tests (details above and in $log):"
    grep -E '^ *(\[xUnit.*\[FAIL\]|Failed [^!])' "$log" | sed 's/^ *//' | sort -u || true
elif [ "$status" -ne 0 ]; then
    echo "'dotnet test' ended with exit code $status without a failed test: a test process crashed or hung. See $log."
elif [ "$((passed + failed))" -eq 0 ]; then
    echo "No test ran. See $log."
    status=1
fi
[ "$failed" -eq 0 ] || status=1
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
