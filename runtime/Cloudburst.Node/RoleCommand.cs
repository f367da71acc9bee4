using System.CommandLine;
using Cloudburst.Hosting;

namespace Cloudburst.Node;

/// <summary>The command that runs a role. Secrets have no option: they come from the environment, where a process list does not show them.</summary>
internal static class RoleCommand
{
    public static Command Create(string role, string description, params RoleOption[] options)
    {
        var command = new Command(role, description);
        var pairs = options.Select(option => (option.Key, Option: new Option<string?>(option.Name) { Description = option.Help })).ToArray();
        foreach (var (_, option) in pairs)
            command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = new Dictionary<string, string>();
            foreach (var (key, option) in pairs)
            {
                if (parsed.GetValue(option) is { } value)
                    settings[key] = value;
            }
            return NodeProgram.RunAsync(role, settings, cancellationToken);
        });
        return command;
    }
}
