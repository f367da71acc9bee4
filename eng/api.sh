#!/usr/bin/env bash
# Writes the API reference, out of the documentation comments, and the pages of docs/ as one web site in artifacts/api/site.
#
#   ./eng/api.sh
#
# To read it: dotnet docfx serve artifacts/api/site
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=eng/environment.sh
. eng/environment.sh

step "Build"
# Their output has every assembly that the packages refer to.
dotnet build tests/Cloudburst.Aspire.Tests --nologo -v minimal -clp:NoSummary
dotnet build runtime/Cloudburst.Testing --nologo -v minimal -clp:NoSummary

step "Reference"
rm -rf artifacts/api
dotnet tool restore
dotnet docfx eng/api/docfx.json
