using System.Collections;
using Cloudburst.Cli.Invocation;

namespace Cloudburst.Cli.Doctor;

/// <summary>Settings in the environment that programs started from here would get.</summary>
internal static class SettingsCheck
{
    private const string Name = "settings";
    private const string Prefix = "Cloudburst__";

    private static readonly string[] Roles = ["embedded", "executor", "client", "scheduler"];

    public static Check Run(Terminal terminal) => Run([.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(static entry => (string)entry.Key)], terminal);

    internal static Check Run(IEnumerable<string> names, Terminal terminal)
    {
        var set = names.Where(static name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).ToList();
        if (terminal.Variable(Connection.Variable) is { Length: > 0 } schedulers && Array.Find(Connection.Split(schedulers), static address => !IsAddress(address)) is { } wrong)
            return Check.Failed(Name, $"{Connection.Variable} names '{wrong}', which is no address", "write http://host:port or unix:/path/to/socket");
        if (terminal.Variable("Cloudburst__Role") is { Length: > 0 } role && !Roles.Contains(role, StringComparer.Ordinal))
            return Check.Failed(Name, $"Cloudburst__Role is '{role}', which no program with functions can be", $"unset it, or set one of {string.Join(", ", Roles)}");
        return set.Count == 0
            ? Check.Ok(Name, "none in the environment")
            : Check.Ok(Name, string.Join(", ", set));
    }

    private static bool IsAddress(string address) => address.StartsWith("unix:", StringComparison.Ordinal)
        ? address.Length > "unix:".Length
        : Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");
}
