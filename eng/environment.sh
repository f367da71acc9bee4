# Sourced by the scripts next to it: the same quiet, English, self-contained dotnet everywhere.
export DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_NOLOGO=1
export DOTNET_CLI_UI_LANGUAGE=en
# A build node that outlives its script holds the pipe that a caller reads, and the caller waits for it.
export MSBUILDDISABLENODEREUSE=1
export DOTNET_CLI_USE_MSBUILD_SERVER=0
# Colours and cursor movement are for terminals; the scripts read this output.
export MSBUILDTERMINALLOGGER=off

step() {
    printf '\n== %s (%(%H:%M:%S)T)\n' "$1" -1
}
