using Cloudburst.Hosting.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Hosting.Processes;

/// <summary>
/// A process that plays one role: its health is served at once, the role itself starts as soon as what it needs is there, and it drains when the
/// process is told to stop.
/// </summary>
internal abstract class RoleProcess(RoleSettings settings, IHostApplicationLifetime lifetime, ILoggerFactory loggers) : BackgroundService
{
    private volatile IReadOnlyList<string>? _waitingFor = ["its start"];
    private WebApplication? _health;

    protected RoleSettings Settings => settings;

    /// <summary>Where the role listens. Check it before waiting for anything.</summary>
    protected ListenAddress Listening => new("Listen", settings.Listen);

    protected ILoggerFactory Loggers => loggers;

    protected ILogger Logger { get; } = loggers.CreateLogger($"Cloudburst.{settings.Role}");

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        // Also after a start that failed halfway: what it got to is stopped, a store that was opened among it.
        await StopRoleAsync().ConfigureAwait(false);
        if (_health is not null)
            await _health.DisposeAsync().ConfigureAwait(false);
    }

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var warning in settings.Unknown())
                Logger.LogWarning("{Warning}", warning);
            if (settings.Debugging)
                Protocol.Debugging.Expect();
            _health = await HealthServer.StartAsync(settings, () => _waitingFor ?? Missing(), loggers, stoppingToken).ConfigureAwait(false);
            await StartRoleAsync(stoppingToken).ConfigureAwait(false);
            _waitingFor = null;
            Logger.LogInformation("{Role} {Id} is up", settings.Role, settings.Id);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop before it was up.
        }
        catch (Exception error) when (error is CloudburstConfigurationException or Kvs.KvsException or ArgumentException)
        {
            // A message that says what to do beats a stack.
            Logger.LogCritical("{Role} {Id} can't start. {Reason}", settings.Role, settings.Id, error.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    /// <summary>Tells what the start waits for; shown by the health page.</summary>
    protected void WaitFor(string what) => _waitingFor = [what];

    /// <summary>Starts the role, waiting for what it needs.</summary>
    protected abstract Task StartRoleAsync(CancellationToken cancellationToken);

    /// <summary>Drains and stops what was started.</summary>
    protected abstract Task StopRoleAsync();

    /// <summary>What the running role lacks at this moment.</summary>
    protected virtual IReadOnlyList<string> Missing() => [];
}
