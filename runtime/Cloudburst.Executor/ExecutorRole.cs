using System.Collections.Concurrent;
using Cloudburst.Executor.Direct;
using Cloudburst.Executor.Messaging;
using Cloudburst.Executor.Runs;
using Cloudburst.Executor.State;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Executor;

/// <summary>
/// An executor: runs functions beside its machine's cache. It dials every scheduler and stays attached, so that nobody needs to know where executors are before
/// they are there (Cloudburst, VLDB 2020, §4.1).
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class ExecutorRole : IAsyncDisposable
{
    private readonly ExecutorOptions _options;
    private readonly CacheClient _cache;
    private readonly LinkPool<PeerFrame, PeerFrame, PeerLink> _peers;
    private readonly ExecutorEngine _engine;
    private readonly DirectCalls _direct;
    private readonly ReconnectingLink<ExecutorFrame, SchedulerCommand>[] _schedulers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _reporting;
    private double _utilization;
    private bool _draining;
    private volatile bool _isWarm;

    /// <summary>Starts an executor.</summary>
    /// <param name="options">What it is.</param>
    /// <param name="schedulers">Where to attach.</param>
    /// <param name="cache">The machine's cache.</param>
    /// <param name="connectPeer">Makes the connector to another executor's address.</param>
    /// <param name="clock">Stamps what functions write.</param>
    /// <param name="services">The services that functions may ask for.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <param name="loggers">The logs.</param>
    public ExecutorRole(
        ExecutorOptions options,
        IReadOnlyList<(string Name, ILinkConnector<ExecutorFrame, SchedulerCommand> Connector)> schedulers,
        ILinkConnector<CacheRequest, CacheReply> cache,
        Func<string, ILinkConnector<PeerFrame, PeerFrame>> connectPeer,
        HybridClock clock,
        IServiceProvider services,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(schedulers);
        _options = options;
        _time = time;
        _logger = loggers.CreateLogger<ExecutorRole>();
        var cacheName = options.CacheAddress.Length == 0 ? "cache" : $"cache {options.CacheAddress}";
        _cache = new CacheClient(cacheName, cache, options.CachePatience, SendStatus, time, _logger);
        _peers = new(connectPeer, static (address, link) => new PeerLink(address, link), link => new PeerReceiver(this, link), time);
        var mailroom = new Mailroom(options.ExecutorId, options.Address, _peers, time);
        _engine = new ExecutorEngine(options, _cache, new WriterIdentity(clock, new WriterJournal()), _peers, mailroom, services, time, loggers);
        Peers = new PeerEndpoint(this);
        _engine.Orphans.Added = HandOrphansOver;
        _direct = new DirectCalls(_engine, options.Functions, () => !IsLeaving && _cache.IsConnected && _isWarm);
        _schedulers = [.. schedulers.Select(scheduler => new ReconnectingLink<ExecutorFrame, SchedulerCommand>(
            $"scheduler {scheduler.Name}", scheduler.Connector, Attach, time, _logger))];
        // The cache first: an executor is of little use before it has one.
        _cache.Start();
        _ = WarmUpAsync();
        foreach (var link in _schedulers)
            link.Start();
        _reporting = BackgroundLoop.RunAsync("The executor's report", options.StatusPeriod, Report, time, _logger, _stopping.Token);
    }

    /// <summary>Where other executors connect.</summary>
    public ILinkEndpoint<PeerFrame, PeerFrame> Peers { get; }

    /// <summary>Where clients connect that hold a lease.</summary>
    public ILinkEndpoint<DirectReply, DirectFrame> Calls => _direct;

    /// <summary>What is missing before this executor can work; empty when nothing is.</summary>
    public IEnumerable<string> Missing
    {
        get
        {
            if (!_cache.IsConnected)
                yield return _cache.Name;
            foreach (var scheduler in _schedulers)
            {
                if (scheduler.Current is null)
                    yield return scheduler.Peer;
            }
            if (IsStuck)
                yield return $"a restart: {_engine.Stuck.Count} functions were told to stop and have not returned";
            if (!_isWarm)
                yield return "warm-up";
        }
    }

    /// <summary>Whether so many functions never return that it takes no more requests.</summary>
    private bool IsStuck => _engine.Stuck.Count >= _options.MostStuck;

    /// <summary>Whether it is to get no requests, whether or not others could take them.</summary>
    private bool IsLeaving => Volatile.Read(ref _draining) || IsStuck;

    /// <summary>Takes nothing new and waits until what runs is done, at most <see cref="ExecutorOptions.DrainTimeout"/>.</summary>
    public async Task DrainAsync()
    {
        Volatile.Write(ref _draining, true);
        SendStatus();
        _direct.Leave();
        var started = _time.GetTimestamp();
        while (_engine.RunCount > 0 && _time.GetElapsedTime(started) < _options.DrainTimeout)
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time).ConfigureAwait(false);
        if (_engine.RunCount > 0)
            _logger.LogWarning("{Count} requests were still running after {Timeout}; they are tried again elsewhere", _engine.RunCount, _options.DrainTimeout);
    }

    /// <summary>Drains, then closes all links and disposes the objects of instance functions.</summary>
    public async ValueTask DisposeAsync()
    {
        await DrainAsync().ConfigureAwait(false);
        await StopAsync().ConfigureAwait(false);
        await _engine.Instances.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Stops at once, as a crash would: what runs is tried again elsewhere, and nothing of it is disposed.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _reporting.ConfigureAwait(false);
        foreach (var scheduler in _schedulers)
            await scheduler.DisposeAsync().ConfigureAwait(false);
        await _direct.CloseAsync().ConfigureAwait(false);
        await _peers.DisposeAsync().ConfigureAwait(false);
        await _cache.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private SchedulerReceiver Attach(ILink<ExecutorFrame> link)
    {
        var hello = new ExecutorHello
        {
            ExecutorId = _options.ExecutorId,
            NodeId = _options.NodeId,
            Address = _options.Address,
            Workers = _options.Workers,
            MemoryMb = _options.MemoryMB,
            Version = ProductVersion.Current,
        };
        foreach (var function in _options.Functions.Functions)
        {
            var info = new FunctionInfo
            {
                Name = function.Name,
                ResultType = function.ResultType ?? "",
                Streams = function.Streams,
                Resource = function.Resource ?? "",
                MaxConcurrency = function.MaxBatch is { } batch ? (int)Math.Min((long)batch * (function.MaxConcurrency ?? 1), int.MaxValue) : function.MaxConcurrency ?? 0,
                TimeoutMs = (long)(function.Timeout ?? TimeSpan.Zero).TotalMilliseconds,
                MemoryMb = function.MemoryMB ?? 0,
            };
            info.Parameters.AddRange(function.Parameters.Select(parameter => new ParameterInfo { Name = parameter.Name, Type = parameter.Type }));
            hello.Functions.Add(info);
        }
        hello.Dags.AddRange(_options.Dags);
        hello.Resources.AddRange(_options.Resources);
        link.TrySend(new ExecutorFrame { Hello = hello });
        if (!_cache.IsConnected || !_isWarm || IsLeaving)
            link.TrySend(new ExecutorFrame { Status = Status() });
        _engine.Orphans.HandTo(link);
        return new SchedulerReceiver(this, link);
    }

    private ExecutorStatus Status() => new()
    {
        Utilization = Volatile.Read(ref _utilization),
        Queued = _engine.Workers.Queued,
        Running = _engine.Workers.Running,
        Draining = IsLeaving,
        CacheLost = !_cache.IsConnected,
        WarmingUp = !_isWarm,
    };

    private void HandOrphansOver()
    {
        foreach (var scheduler in _schedulers)
        {
            if (scheduler.Current is { } link)
                _engine.Orphans.HandTo(link);
        }
    }

    private async Task WarmUpAsync()
    {
        await _engine.Instances.WarmUpAsync(_options.Functions).ConfigureAwait(false);
        _isWarm = true;
        SendStatus();
    }

    private void SendStatus()
    {
        var status = Status();
        _engine.Loads.Take(status);
        _engine.ReportLines(status);
        status.DirectCalls = _direct.TakeCount();
        foreach (var scheduler in _schedulers)
            scheduler.Current?.TrySend(new ExecutorFrame { Status = status });
    }

    private void Report()
    {
        Volatile.Write(ref _utilization, _engine.Workers.TakeUtilization());
        SendStatus();
        foreach (var peer in _peers.Opened)
            peer.Probe();
        _engine.Sweep();
    }

    private sealed class SchedulerReceiver(ExecutorRole owner, ILink<ExecutorFrame> link) : ILinkReceiver<SchedulerCommand>
    {
        private readonly ConcurrentDictionary<int, Plan> _plans = new();

        public void OnReceived(SchedulerCommand frame)
        {
            switch (frame.BodyCase)
            {
                case SchedulerCommand.BodyOneofCase.Schedule:
                    owner._engine.Schedule(frame.Schedule, _plans[frame.Schedule.Plan], link);
                    break;
                case SchedulerCommand.BodyOneofCase.DefineDag:
                    _plans.TryAdd(frame.DefineDag.Plan, new Plan(frame.DefineDag.Topology, owner._options.Functions));
                    break;
                case SchedulerCommand.BodyOneofCase.Abandon:
                    owner._engine.Abandon(frame.Abandon);
                    break;
                case SchedulerCommand.BodyOneofCase.Taken:
                    owner._engine.Taken(frame.Taken);
                    break;
                case SchedulerCommand.BodyOneofCase.TraceProbe:
                    _ = link.TrySend(new ExecutorFrame { TraceEcho = frame.TraceProbe });
                    break;
                case SchedulerCommand.BodyOneofCase.Drain:
                    _ = owner.DrainAsync();
                    break;
            }
        }

        public void OnClosed(Exception? error)
        {
            // The link dials again by itself. Nobody is left to take the outcomes of what runs for it.
            owner._engine.SchedulerLost(link);
        }
    }

    private sealed class PeerEndpoint(ExecutorRole owner) : ILinkEndpoint<PeerFrame, PeerFrame>
    {
        public ILinkReceiver<PeerFrame> Accept(ILink<PeerFrame> peer) => new PeerReceiver(owner, new PeerLink(address: "", peer));
    }

    private sealed class PeerReceiver(ExecutorRole owner, PeerLink link) : ILinkReceiver<PeerFrame>
    {
        public void OnReceived(PeerFrame frame)
        {
            switch (frame.BodyCase)
            {
                case PeerFrame.BodyOneofCase.Trigger:
                    owner._engine.Trigger(frame.Trigger);
                    break;
                case PeerFrame.BodyOneofCase.Message:
                    owner._engine.Mailroom.OnMessage(frame.Message, link);
                    break;
                case PeerFrame.BodyOneofCase.Receipt:
                    owner._engine.Mailroom.OnReceipt(frame.Receipt);
                    break;
                case PeerFrame.BodyOneofCase.Probe:
                    link.TrySend(new PeerFrame { Echo = frame.Probe });
                    break;
                case PeerFrame.BodyOneofCase.Echo:
                    link.OnEcho(frame.Echo);
                    break;
            }
        }

        public void OnClosed(Exception? error)
        {
            // The next send dials again. What may have been lost with the link costs its request a retry, and that at once.
            foreach (var run in link.Close())
                owner._engine.TriggerLost(run, link.Address);
        }
    }
}
