#!/usr/bin/env bash
# Packs every package of this repository, all with one version, into a folder that NuGet can use as a feed.
#
#   ./eng/pack.sh [folder] [dotnet pack arguments]      folder: artifacts/packages by default
#
# To use it: dotnet nuget add source <folder> --name cloudburst-local
set -euo pipefail
here="$PWD"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=eng/environment.sh
. eng/environment.sh

folder="$PWD/artifacts/packages"
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
    case "$1" in
        /*) folder="$1" ;;
        *) folder="$here/$1" ;;
    esac
    shift
fi

expected="Cloudburst Cloudburst.Aspire.Hosting Cloudburst.Cache Cloudburst.Cli Cloudburst.Client Cloudburst.Executor Cloudburst.Hosting Cloudburst.Kvs
Cloudburst.Lattices Cloudburst.Protocol Cloudburst.Scheduler Cloudburst.Sdk Cloudburst.Sessions Cloudburst.SharedMemory Cloudburst.Templates Cloudburst.Testing"

mkdir -p "$folder"
# An old version beside the new one would be taken by whoever asks for the newest.
rm -f "$folder"/Cloudburst.*nupkg
step "Pack into $folder"
dotnet pack eng/Packages.slnf --nologo -c Release -v minimal -clp:NoSummary -p:PackageOutputPath="$folder" "$@"

version="$(basename "$folder"/Cloudburst.Lattices.*.nupkg .nupkg)"
version="${version#Cloudburst.Lattices.}"
missing=""
for package in $expected; do
    [ -f "$folder/$package.$version.nupkg" ] || missing="$missing $package"
done
if [ -n "$missing" ]; then
    echo "pack: these packages were expected and are not in $folder with version $version:$missing" >&2
    exit 1
fi
echo "pack: $(echo "$expected" | wc -w) packages of version $version in $folder"
