using Cloudburst.Hosting.Processes;
using Cloudburst.Hosting.Serving;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cloudburst.Hosting;

/// <summary>Runs one of the system's own roles in this process.</summary>
public static class NodeProgram
{
    /// <summary>Runs a role until the process is told to stop.</summary>
    /// <param name="role">Which: <c>kvs</c>, <c>kvs-controller</c>, <c>cache</c> or <c>scheduler</c>.</param>
    /// <param name="settings">Settings by key, over those of the environment.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="CloudburstConfigurationException">There is no such role.</exception>
    public static async Task<int> RunAsync(string role, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (role is "scheduler" or "cache")
            InlineCompletions.Enable();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = [] });
        builder.Configuration.AddInMemoryCollection(
            settings.Append(new("Role", role)).Select(setting => new KeyValuePair<string, string?>($"{RoleSettings.Section}:{setting.Key}", setting.Value)));
        var roleSettings = new RoleSettings(builder.Configuration);
        Telemetry.Add(builder, roleSettings);
        HostNoise.Quieten(builder);
        builder.Services.AddSingleton(roleSettings);
        switch (role)
        {
            case "kvs":
                builder.Services.AddHostedService<KvsProcess>();
                break;
            case "kvs-controller":
                builder.Services.AddHostedService<KvsControllerProcess>();
                break;
            case "cache":
                builder.Services.AddHostedService<CacheProcess>();
                break;
            case "scheduler":
                builder.Services.AddHostedService<SchedulerProcess>();
                break;
            default:
                throw new CloudburstConfigurationException($"There is no role '{role}'; the roles of this program are kvs, kvs-controller, cache and scheduler");
        }
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(45));
        using var host = builder.Build();
        await host.RunAsync(cancellationToken).ConfigureAwait(false);
        return Environment.ExitCode;
    }
}
