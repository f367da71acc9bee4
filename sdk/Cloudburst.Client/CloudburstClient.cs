using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Cloudburst.Client.Leases;
using Cloudburst.Lattices;
using Cloudburst.Protocol;
using Cloudburst.Protocol.Links;
using Google.Protobuf;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloudburst.Client;

/// <summary>The client: calls go to a scheduler over one long-lived stream, and their answers come back on it.</summary>
/// <remarks>Thread-safe. Keep one per process.</remarks>
public sealed partial class CloudburstClient : ICloudburstClient
{
    private readonly ulong _id = (ulong)Random.Shared.NextInt64();
    private readonly Gateway _gateway;
    private readonly GatewayStateStore _state;
    private readonly ClientOptions _options;
    private readonly TimeProvider _time;
    private readonly LeaseBook? _leases;
    // Those of schedulers; executors come and go, with theirs.
    private readonly ConcurrentDictionary<string, GrpcChannel> _channels;
    private readonly ConcurrentDictionary<string, string> _registered = new(StringComparer.Ordinal);

    /// <summary>Creates a client over connectors; <see cref="Connect"/> is the way to real schedulers.</summary>
    /// <param name="schedulers">The schedulers; any one that answers is enough.</param>
    /// <param name="options">How the client behaves.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told when schedulers come and go.</param>
    /// <param name="connectExecutor">Makes the connector to an executor's address, for calls under a lease; without it there are none.</param>
    public CloudburstClient(
        IReadOnlyList<(string Name, ILinkConnector<ClientFrame, GatewayFrame> Connector)> schedulers,
        ClientOptions? options = null, TimeProvider? time = null, ILogger? logger = null,
        Func<string, ILinkConnector<DirectFrame, DirectReply>>? connectExecutor = null)
        : this(schedulers, new(StringComparer.Ordinal), connectExecutor, options, time, logger)
    {
    }

    private CloudburstClient(
        IReadOnlyList<(string Name, ILinkConnector<ClientFrame, GatewayFrame> Connector)> schedulers, ConcurrentDictionary<string, GrpcChannel> channels,
        Func<string, ILinkConnector<DirectFrame, DirectReply>>? connectExecutor, ClientOptions? options, TimeProvider? time, ILogger? logger)
    {
        ArgumentNullException.ThrowIfNull(schedulers);
        if (schedulers.Count == 0)
            throw new ArgumentException("A client needs the address of at least one scheduler", nameof(schedulers));
        _options = options ?? new ClientOptions();
        _ = Timeouts.OfCall(null, _options);
        _time = time ?? TimeProvider.System;
        _channels = channels;
        _gateway = new Gateway(schedulers, _options, _time, logger ?? NullLogger.Instance);
        _state = new GatewayStateStore(_gateway, _options, _time);
        if (_options.UseLeases && connectExecutor is not null)
            _leases = new LeaseBook(_gateway, connectExecutor, _time, logger ?? NullLogger.Instance);
    }

    /// <inheritdoc/>
    public IStateStore State => _state;

    /// <summary>Connects to schedulers.</summary>
    /// <param name="schedulers">Their addresses, <c>http://host:port</c> or <c>unix:/path</c>, separated by commas; any one that answers is enough.</param>
    /// <param name="options">How the client behaves.</param>
    /// <param name="logger">Told when schedulers come and go.</param>
    /// <returns>At once: the first call waits for a scheduler, at most <see cref="ClientOptions.ConnectTimeout"/>.</returns>
    /// <exception cref="ArgumentException">An address has neither form.</exception>
    public static CloudburstClient Connect(string schedulers, ClientOptions? options = null, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(schedulers);
        var addresses = schedulers.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var channels = new ConcurrentDictionary<string, GrpcChannel>(StringComparer.Ordinal);
        return new CloudburstClient(
            [.. addresses.Select(address => (address, Connectors.Gateway(Open(address))))], channels, Connectors.Direct, options, time: null, logger);

        GrpcChannel Open(string address) => channels.GetOrAdd(address, GrpcChannels.Open);
    }

    /// <inheritdoc/>
    public async Task<TResult> CallAsync<TResult>(CloudburstRequest<TResult> request, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (call, deadline) = Prepare(request, options);
        // Only a scheduler can begin a call twice, keeps its trace, and knows whether one with an id of its caller's has been answered.
        if (_leases is not null && !request.IsDag && call.Options is { HedgeAfterMs: 0, ResultKey.Length: 0, Trace.Length: 0 })
        {
            var (outcome, wasTried) = await _leases.TryCallAsync(call, deadline, cancellationToken).ConfigureAwait(false);
            if (outcome is not null)
            {
                Observe(outcome);
                return ReadOutcome<TResult>(request.Target, outcome);
            }
            if (wasTried)
            {
                // The same request, of which a try may have run. What was sent belongs to its link.
                call = call.Clone();
                call.Options.AttemptsBefore = 1;
            }
        }
        var (_, answer) = await PlaceAsync(request, call, deadline, cancellationToken).ConfigureAwait(false);
        return ReadOutcome<TResult>(request.Target, answer.Outcome);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<TItem> StreamAsync<TItem>(CloudburstStreamRequest<TItem> request, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        _ = Timeouts.OfCall(options?.Timeout, _options);
        Choices.CheckNone(options, request.Target);
        Sizes.Check(request.Target, request.Arguments);
        return ReadStreamAsync(request, options, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<CloudburstFuture<TResult>> StartAsync<TResult>(
        CloudburstRequest<TResult> request, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (call, deadline) = Prepare(request, options);
        call.Options.ResultKey = ResultKeys.ForRequest(call.RequestId);
        call.Options.WantsOutcome = false;
        var (placed, _) = await PlaceAsync(request, call, deadline, cancellationToken).ConfigureAwait(false);
        return new CloudburstFuture<TResult>(this, placed.Options.ResultKey);
    }

    /// <inheritdoc/>
    public async Task<TResult> GetResultAsync<TResult>(string key, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var wait = Timeouts.OfWait(timeout, _options);
        var capsule = (await _state.ReadAsync([key], wait, cancellationToken).ConfigureAwait(false))[0];
        if (capsule.IsEmpty)
        {
            throw new CloudburstException(
                CloudburstErrorCode.KeyMissing,
                $"There was no result under '{key}' within {wait.TotalSeconds:0.#} s; wait longer, or check that the request was started and has not expired",
                new Dictionary<string, string> { ["key"] = key });
        }
        return ReadOutcome<TResult>(key, Outcome.Parser.ParseFrom(Capsule.LwwPayload(capsule).Span));
    }

    /// <inheritdoc/>
    public async Task RegisterAsync(Dag dag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dag);
        await RegisterAsync(dag, _time.GetUtcNow() + _options.DefaultTimeout, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task DeleteDagAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _registered.TryRemove(name, out _);
        await AskAsync(new ClientFrame { DeleteDag = name }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<CloudburstCatalog> GetCatalogAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        var answer = await AskAsync(new ClientFrame { Catalog = new Catalog { Prefix = prefix } }, cancellationToken).ConfigureAwait(false);
        return new CloudburstCatalog(
            [.. answer.Catalog.Functions.Select(DagMessages.ToContract)], [.. answer.Catalog.Dags.Select(DagMessages.ToShape)]);
    }

    /// <inheritdoc/>
    public async Task<CloudburstStatus> GetStatusAsync(CancellationToken cancellationToken = default) =>
        StatusMessages.ToStatus((await AskAsync(new ClientFrame { Status = new StatusQuery() }, cancellationToken).ConfigureAwait(false)).Status);

    /// <inheritdoc/>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> WatchStateAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return _state.WatchAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<CloudburstTrace?> GetTraceAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return TraceMessages.ToTrace((await AskAsync(new ClientFrame { Trace = new TraceQuery { Name = name } }, cancellationToken).ConfigureAwait(false)).Trace);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CloudburstDeadLetter>> GetDeadLettersAsync(CancellationToken cancellationToken = default) =>
        DeadLetterList.ReadAsync(_state, _time.GetUtcNow(), cancellationToken);

    /// <summary>Closes the connections; calls that wait for an answer fail.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_leases is not null)
            await _leases.DisposeAsync().ConfigureAwait(false);
        await _gateway.DisposeAsync().ConfigureAwait(false);
        foreach (var channel in _channels.Values)
            channel.Dispose();
    }

    private async IAsyncEnumerable<TItem> ReadStreamAsync<TItem>(
        CloudburstStreamRequest<TItem> request, CallOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (call, deadline) = Prepare(request.Target, isDag: false, request.Arguments, options);
        call.Stream = true;
        using var stream = new ResultStream(_gateway, call, deadline, Gateway.Grace, _time);
        while (await stream.NextAsync(cancellationToken).ConfigureAwait(false) is { } item)
            yield return Decode<TItem>(request.Target, item);
        if (stream.Outcome is { } outcome)
            Observe(outcome);
    }

    private (Call Call, DateTimeOffset Deadline) Prepare<TResult>(CloudburstRequest<TResult> request, CallOptions? options)
    {
        var (call, deadline) = Prepare(request.Target, request.IsDag, request.Arguments, options);
        if (request.Signature is { } signature)
            call.Signature = DagMessages.ToMessage(signature);
        call.DagVersion = request.Dag?.Shape.Version ?? 0;
        return (call, deadline);
    }

    private (Call Call, DateTimeOffset Deadline) Prepare(string target, bool isDag, IReadOnlyList<EncodedArgument> arguments, CallOptions? options)
    {
        options ??= CallOptions.Default;
        Sizes.Check(target, arguments);
        Sizes.Check(target, options.Tags);
        var deadline = _time.GetUtcNow() + Timeouts.OfCall(options.Timeout, _options);
        var call = new Call
        {
            RequestId = NewRequestId(),
            Options = new RequestOptions
            {
                DeadlineUnixMs = deadline.ToUnixTimeMilliseconds(),
                Consistency = (ConsistencyLevel)options.Consistency,
                Durability = (DurabilityLevel)options.Durability,
                TraceParent = Activity.Current?.Id ?? "",
                HybridTime = _state.Clock.Next().HybridTime,
                ReadableResult = options.ReadableResult,
                HedgeAfterMs = Timeouts.OfHedge(options.HedgeAfter),
                Caller = _id,
                Priority = (CallerPriority)options.Priority,
                Trace = options.TraceName ?? "",
            },
        };
        if (options.Tags.Count > 0)
            call.Options.Tags.AddRange(options.Tags.Select(static tag => new Tag { Name = tag.Key, Value = tag.Value }));
        if (isDag)
            call.Dag = target;
        else
            call.Function = target;
        foreach (var argument in arguments)
            call.Arguments.Add(DagMessages.ToArgument(argument));
        Choices.Apply(options, call);
        return (call, deadline);
    }

    /// <summary>Sends a call, and registers its DAG first where that is not known.</summary>
    /// <returns>The call that was placed, and its answer.</returns>
    private async Task<(Call Call, GatewayFrame Answer)> PlaceAsync<TResult>(
        CloudburstRequest<TResult> request, Call call, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        if (request.Dag is { } dag && !IsRegistered(dag))
            await RegisterAsync(dag, deadline, cancellationToken).ConfigureAwait(false);
        var answer = await _gateway.AskAsync(new ClientFrame { Call = call }, deadline, cancellationToken).ConfigureAwait(false);
        if (ErrorOf(answer)?.Code == ErrorCode.DagNotFound && request.Dag is { } forgotten)
        {
            // Somebody deleted it, or the store was replaced, since this client registered it. Nothing ran, so this is another request; the old one's answer is kept.
            await RegisterAsync(forgotten, deadline, cancellationToken).ConfigureAwait(false);
            call = call.Clone();
            if (call.Options.CallDigest.IsEmpty)
                call.RequestId = NewRequestId();
            if (call.Options.ResultKey.Length > 0)
                call.Options.ResultKey = ResultKeys.ForRequest(call.RequestId);
            answer = await _gateway.AskAsync(new ClientFrame { Call = call }, deadline, cancellationToken).ConfigureAwait(false);
        }
        if (answer.Outcome is { } outcome)
            Observe(outcome);
        return ErrorOf(answer) is { } error ? throw WireErrors.ToException(error) : (call, answer);
    }

    /// <summary>What is written after an answer comes after what the answer's request wrote. It counts whatever the clock of the executor that gave it.</summary>
    private void Observe(Outcome outcome) => _ = _state.Clock.TryObserve(new Stamp(outcome.HybridTime, 0));

    private static ErrorInfo? ErrorOf(GatewayFrame answer) =>
        answer.BodyCase == GatewayFrame.BodyOneofCase.Error ? answer.Error : answer.Outcome?.Error;

    private string NewRequestId() => Guid.CreateVersion7(_time.GetUtcNow()).ToString("N");

    private bool IsRegistered(Dag dag) => _registered.TryGetValue(dag.Name, out var known) && known == dag.Fingerprint;

    private async Task RegisterAsync(Dag dag, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        await AskAsync(new ClientFrame { RegisterDag = DagMessages.ToTopology(dag.Shape) }, deadline, cancellationToken).ConfigureAwait(false);
        _registered[dag.Name] = dag.Fingerprint;
    }

    private Task<GatewayFrame> AskAsync(ClientFrame frame, CancellationToken cancellationToken) =>
        AskAsync(frame, _time.GetUtcNow() + _options.DefaultTimeout, cancellationToken);

    private async Task<GatewayFrame> AskAsync(ClientFrame frame, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var answer = await _gateway.AskAsync(frame, deadline, cancellationToken).ConfigureAwait(false);
        return answer.BodyCase == GatewayFrame.BodyOneofCase.Error ? throw WireErrors.ToException(answer.Error) : answer;
    }

    private static TResult ReadOutcome<TResult>(string source, Outcome outcome)
    {
        if (outcome.KindCase == Outcome.KindOneofCase.Error)
            throw WireErrors.ToException(outcome.Error);
        return Decode<TResult>(source, outcome.Value);
    }

    private static TResult Decode<TResult>(string source, ByteString payload)
    {
        try
        {
            return Payload.Decode<TResult>(payload.Memory)!;
        }
        catch (CloudburstException error) when (error.Code == CloudburstErrorCode.PayloadUndecodable)
        {
            throw new CloudburstException(
                error.Code, $"The result of '{source}' is of another type than it is called with. {error.Message}",
                new Dictionary<string, string> { ["target"] = source }, error);
        }
    }
}
