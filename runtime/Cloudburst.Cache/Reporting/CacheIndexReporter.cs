using Cloudburst.Cache.Reporting;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Cache;

/// <summary>
/// Tells every scheduler which keys a node holds and how large they are, so that calls are placed where their data is (Cloudburst (VLDB 2020)
/// §4.3): everything when a link opens, then what has changed, and nothing while nothing changes.
/// </summary>
/// <remarks>All members are thread-safe.</remarks>
public sealed class CacheIndexReporter : IAsyncDisposable
{
    private readonly SchedulerReport[] _reports;

    /// <summary>Makes a reporter; <see cref="Start"/> starts it.</summary>
    /// <param name="cache">The cache to report.</param>
    /// <param name="schedulers">The schedulers; messages number them in this order.</param>
    /// <param name="time">The clock of pauses; the system's by default.</param>
    /// <param name="logger">Told when schedulers come and go; nobody by default.</param>
    /// <param name="options">Bounds; none for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is not above zero.</exception>
    public CacheIndexReporter(
        NodeCache cache,
        IReadOnlyList<ILinkConnector<CacheReport, CacheReportAck>> schedulers,
        TimeProvider? time = null,
        ILogger<CacheIndexReporter>? logger = null,
        CacheIndexReporterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(schedulers);
        options ??= new CacheIndexReporterOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxKeys, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Interval, TimeSpan.Zero, nameof(options));
        _reports = [.. schedulers.Select((connector, i) =>
            new SchedulerReport($"scheduler {i}", cache, connector, options, time ?? TimeProvider.System, logger ?? (ILogger)NullLogger.Instance))];
    }

    /// <summary>The schedulers that are not connected.</summary>
    public IReadOnlyList<string> DisconnectedSchedulers => [.. _reports.Where(static report => !report.IsConnected).Select(static report => report.Name)];

    /// <summary>Starts to dial and to report. A second call does nothing.</summary>
    public void Start()
    {
        foreach (var report in _reports)
            report.Start();
    }

    /// <summary>Stops reporting and closes the links.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var report in _reports)
            await report.DisposeAsync().ConfigureAwait(false);
    }
}
