using System.Diagnostics.CodeAnalysis;
using Cloudburst.Client;
using Cloudburst.Hosting;
using Cloudburst.Hosting.Embedded;
using Cloudburst.Hosting.Processes;
using Cloudburst.Hosting.Serving;
using Cloudburst.Scheduler.Placement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloudburst;

/// <summary>
/// Puts a program with functions together. By itself it runs the whole system in its own process; started by an app host or in a cluster it becomes one
/// executor of that system. The functions are the same in all three.
/// </summary>
public sealed class CloudburstApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly List<FunctionModule> _modules = [];

    internal CloudburstApplicationBuilder(string[] args)
    {
        _host = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args });
        Settings = new RoleSettings(_host.Configuration);
    }

    /// <summary>The configuration: environment, arguments, <c>appsettings.json</c>.</summary>
    public IConfigurationManager Configuration => _host.Configuration;

    /// <summary>The services that functions may ask for. A placement policy of your own goes here too, as an <see cref="IPlacementPolicy"/>.</summary>
    public IServiceCollection Services => _host.Services;

    /// <summary>The logs.</summary>
    public ILoggingBuilder Logging => _host.Logging;

    /// <summary>The shape of the system when it runs in this process alone.</summary>
    public EmbeddedOptions Embedded { get; } = new();

    internal RoleSettings Settings { get; }

    /// <summary>Adds the functions of an assembly; the generated <c>AddCloudburstFunctions</c> calls it.</summary>
    public CloudburstApplicationBuilder AddModule(FunctionModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (!_modules.Exists(known => known.GetType() == module.GetType()))
            _modules.Add(module);
        return this;
    }

    /// <summary>
    /// Runs. Alone, it starts the system, runs <paramref name="main"/> against it and stops when that returns, or when the process is told to, if there is none. With the setting
    /// <c>Listen</c> it also serves clients of other processes, until it is told to stop.
    /// As an executor, or a scheduler with a placement policy of the program's own, it serves until it is told to stop, and <paramref name="main"/> is not run.
    /// </summary>
    /// <param name="main">What the program does with the system.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The process's exit code: 0, or 1 after a failure, whose message was written to the error output, with the stack of the function where one threw.</returns>
    public async Task<int> RunAsync(Func<ICloudburstClient, CancellationToken, Task>? main = null, CancellationToken cancellationToken = default)
    {
        try
        {
            Telemetry.Add(_host, Settings);
            if (Settings.Debugging)
                Protocol.Debugging.Expect();
            switch (Settings.Role)
            {
                case "embedded":
                    return await RunEmbeddedAsync(main, cancellationToken).ConfigureAwait(false);
                case "client":
                    return await RunClientAsync(main, cancellationToken).ConfigureAwait(false);
                case "executor":
                    return await RunRoleAsync<ExecutorProcess>(cancellationToken).ConfigureAwait(false);
                case "scheduler":
                    InlineCompletions.Enable();
                    return await RunRoleAsync<SchedulerProcess>(cancellationToken).ConfigureAwait(false);
                default:
                    throw new CloudburstConfigurationException(
                        $"The setting Cloudburst:Role is '{Settings.Role}' and must be embedded, executor, scheduler or client in a program with functions; other roles are run by cloudburst-node");
            }
        }
        catch (Exception error) when (error is CloudburstConfigurationException or CloudburstException or Kvs.KvsException)
        {
            await Console.Error.WriteLineAsync(FailureReport.Of(error)).ConfigureAwait(false);
            return 1;
        }
    }

    private async Task<int> RunEmbeddedAsync(Func<ICloudburstClient, CancellationToken, Task>? main, CancellationToken cancellationToken)
    {
        // The program's own output is what a person wants to see, not the roles' talk.
        if (string.IsNullOrEmpty(Configuration["Logging:LogLevel:Default"]))
            Logging.SetMinimumLevel(LogLevel.Warning);
        Embedded.DataFolder ??= Settings.DataFolder;
        var resources = Settings.Resources;
        Embedded.ResourcesOfNode ??= _ => resources;
        // Clients of other processes reach the scheduler here, and no executor.
        if (Settings.TryGetListen(out _))
            Embedded.Scheduler.LeaseDuration = TimeSpan.Zero;
        var memory = Settings.FunctionMemoryMB;
        Embedded.FunctionMemoryMBOfNode ??= _ => memory;
        using var host = _host.Build();
        WarnOfUnknownSettings(host);
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, cancellationToken);
        var cloud = EmbeddedCloudburst.Start(
            FunctionTable.Create(_modules), Embedded, host.Services, TimeProvider.System, host.Services.GetRequiredService<ILoggerFactory>());
        await using (cloud.ConfigureAwait(false))
        {
            var door = await ClientDoor.OpenAsync(cloud, Settings, host.Services.GetRequiredService<ILoggerFactory>(), cancellationToken).ConfigureAwait(false);
            await using (door)
            {
                if (main is not null)
                    await main(cloud.Client, stopping.Token).ConfigureAwait(false);
                // Whoever is let in wants to find somebody at home, also after the story was told.
                if (main is null || door.IsOpen)
                    await host.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        return 0;
    }

    private async Task<int> RunClientAsync(Func<ICloudburstClient, CancellationToken, Task>? main, CancellationToken cancellationToken)
    {
        if (main is null)
            throw new CloudburstConfigurationException("A program in the role 'client' has nothing to do: give RunAsync what it should do with the client");
        using var host = _host.Build();
        WarnOfUnknownSettings(host);
        var client = CloudburstClient.Connect(
            string.Join(',', Settings.Schedulers),
            new ClientOptions { DefaultTimeout = Settings.CallTimeout },
            host.Services.GetRequiredService<ILogger<CloudburstClient>>());
        await using (client.ConfigureAwait(false))
            await main(client, cancellationToken).ConfigureAwait(false);
        return 0;
    }

    private void WarnOfUnknownSettings(IHost host)
    {
        var logger = host.Services.GetRequiredService<ILogger<CloudburstApplicationBuilder>>();
        foreach (var warning in Settings.Unknown())
            logger.LogWarning("{Warning}", warning);
    }

    private async Task<int> RunRoleAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProcess>(CancellationToken cancellationToken) where TProcess : RoleProcess
    {
        HostNoise.Quieten(_host);
        Services.AddSingleton(Settings);
        Services.AddSingleton(FunctionTable.Create(_modules));
        Services.AddHostedService<TProcess>();
        // Draining takes as long as what runs, and the host must not cut it short.
        Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(45));
        using var host = _host.Build();
        await host.RunAsync(cancellationToken).ConfigureAwait(false);
        return Environment.ExitCode;
    }
}

/// <summary>Starts a program with functions.</summary>
public static class CloudburstApplication
{
    /// <summary>Makes the builder; add the project's functions with the generated <c>AddCloudburstFunctions()</c>, then call <c>RunAsync</c>.</summary>
    /// <param name="args">The program's arguments; <c>--Cloudburst:Key=value</c> sets a setting.</param>
    public static CloudburstApplicationBuilder CreateBuilder(string[]? args = null) => new(args ?? []);
}
