using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Cache.Reporting;

/// <summary>What one scheduler has been told and is to be told.</summary>
internal sealed class SchedulerReport : IAsyncDisposable
{
    private const int KeysPerFrame = 8_192;
    private readonly NodeCache _cache;
    private readonly CacheIndexReporterOptions _options;
    private readonly ReconnectingLink<CacheReport, CacheReportAck> _link;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private HashSet<string> _changed = new(StringComparer.Ordinal);
    private TaskCompletionSource _something = NewSignal();
    private ILink<CacheReport>? _told;
    private bool _tooMuchChanged;
    private int _started;
    private Task _run = Task.CompletedTask;

    public SchedulerReport(
        string name, NodeCache cache, ILinkConnector<CacheReport, CacheReportAck> connector, CacheIndexReporterOptions options,
        TimeProvider time, ILogger logger)
    {
        _cache = cache;
        _options = options;
        _link = new(name, connector, static _ => new Receiver(), time, logger);
        _time = time;
        _logger = logger;
    }

    public string Name => _link.Peer;

    public bool IsConnected => _link.Current is not null;

    public void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
            return;
        _cache.ListenToIndex(OnChanged);
        _link.Start();
        _run = BackgroundLoop.RunAsync($"The cache's report to {Name}", TellAsync, _time, _logger, _stopping.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _cache.StopListening(OnChanged);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _link.DisposeAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called under the gate of an entry: remembers, and no more.</summary>
    private void OnChanged(string key)
    {
        lock (_gate)
        {
            if (!_tooMuchChanged)
                _changed.Add(key);
            if (_changed.Count > _options.MaxKeys)
            {
                _tooMuchChanged = true;
                _changed = new(StringComparer.Ordinal);
            }

            _something.TrySetResult();
        }
    }

    private async ValueTask TellAsync()
    {
        var link = await _link.WaitConnectedAsync(_stopping.Token).ConfigureAwait(false);
        var (changed, tooMuch) = TakeChanges();
        var complete = tooMuch || !ReferenceEquals(link, _told);
        // A scheduler that could not take a report gets everything once it can.
        _told = null;
        var sent = complete ? SendAll(link) : SendChanges(link, changed);
        _told = sent ? link : null;
        await Task.Delay(_options.Interval, _time, _stopping.Token).ConfigureAwait(false);
        if (sent)
            await Task.WhenAny(_something.Task, link.Closed).WaitAsync(_stopping.Token).ConfigureAwait(false);
    }

    private (HashSet<string> Changed, bool TooMuch) TakeChanges()
    {
        lock (_gate)
        {
            var taken = (_changed, _tooMuchChanged);
            _changed = new(StringComparer.Ordinal);
            _tooMuchChanged = false;
            _something = NewSignal();
            return taken;
        }
    }

    private bool SendAll(ILink<CacheReport> link)
    {
        _reported.Clear();
        var keys = _cache.CachedKeys().ToList();
        if (keys.Count > _options.MaxKeys)
        {
            keys.Sort(static (a, b) => b.Bytes.CompareTo(a.Bytes));
            keys.RemoveRange(_options.MaxKeys, keys.Count - _options.MaxKeys);
        }

        var report = new CacheReport { NodeId = _cache.NodeId, Complete = true };
        foreach (var key in keys)
        {
            _reported.Add(key.Key);
            report.Added.Add(key);
            if (!SendIfFull(link, ref report))
                return false;
        }

        return (report.Added.Count == 0 && !report.Complete) || link.TrySend(report);
    }

    private bool SendChanges(ILink<CacheReport> link, HashSet<string> changed)
    {
        var report = new CacheReport { NodeId = _cache.NodeId };
        foreach (var key in changed)
        {
            if (_cache.SizeOf(key) is not { } bytes)
            {
                if (_reported.Remove(key))
                    report.Removed.Add(key);
            }
            else if (_reported.Contains(key) || _reported.Count < _options.MaxKeys)
            {
                _reported.Add(key);
                report.Added.Add(new CachedKey { Key = key, Bytes = bytes });
            }

            if (!SendIfFull(link, ref report))
                return false;
        }

        return report.Added.Count + report.Removed.Count == 0 || link.TrySend(report);
    }

    private bool SendIfFull(ILink<CacheReport> link, ref CacheReport report)
    {
        if (report.Added.Count + report.Removed.Count < KeysPerFrame)
            return true;
        var sent = link.TrySend(report);
        report = new CacheReport { NodeId = _cache.NodeId };
        return sent;
    }

    private sealed class Receiver : ILinkReceiver<CacheReportAck>
    {
        public void OnReceived(CacheReportAck frame)
        {
            // The report that it answers needs no repeat; a lost one shows as a closed link.
        }

        public void OnClosed(Exception? error)
        {
            // Everything is reported again on the next link.
        }
    }
}
