using System.CommandLine;

namespace Cloudburst.Cli.Invocation;

/// <summary>The options that every command has.</summary>
internal static class CommonOptions
{
    public static readonly Option<string?> Connect = new("--connect")
    {
        Description = "The schedulers' addresses, http://host:port or unix:/path, separated by commas. By default the environment variable Cloudburst__Schedulers, "
            + $"then {Connection.Default}, where 'cloudburst run' serves.",
        HelpName = "URL",
        Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Write JSON, with the field names of docs/cli.md.", Recursive = true };

    public static readonly Option<bool> Verbose = new("--verbose") { Description = "Tell everything that is known of an error.", Recursive = true };
}
