#!/bin/sh
# Installs the programs that some tests use and that NuGet does not bring. Safe to run again; does nothing when all are there.
# Without them the tests that need them are skipped, and say so.
set -eu

# program:package
tools="redis-server:redis-server"

missing=""
for tool in $tools; do
    if ! command -v "${tool%%:*}" >/dev/null 2>&1; then
        missing="$missing ${tool##*:}"
    fi
done

if [ -z "$missing" ]; then
    echo "install-dev-tools: everything is installed already."
    exit 0
fi

if ! command -v apt-get >/dev/null 2>&1; then
    echo "install-dev-tools: this system has no apt-get; install with its own package manager:$missing" >&2
    exit 1
fi

if [ "$(id -u)" -ne 0 ]; then
    echo "install-dev-tools: installing needs root; run: sudo $0    (missing:$missing)" >&2
    exit 1
fi

export DEBIAN_FRONTEND=noninteractive
# Packages start their services on installation; the tests start their own, so that is forbidden for the moment.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod +x "$policy"
    trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $missing >/dev/null
echo "install-dev-tools: installed$missing."
