using System.Collections.Concurrent;
using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Requests;

/// <summary>The traces of the last requests whose callers asked for one.</summary>
/// <remarks>Thread-safe. Requests without a trace cost nothing here.</remarks>
internal sealed class RequestTraces(string schedulerId, TimeProvider time)
{
    /// <summary>The oldest is forgotten for the next.</summary>
    private const int MaxTraces = 100;

    /// <summary>Executors answer at once, unless they are lost without a word.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, RequestTrace> _traces = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>Begins a trace, if the request asks for one.</summary>
    public void Begin(InFlightRequest request)
    {
        var name = request.Call.Options.Trace;
        if (name.Length == 0)
            return;
        var trace = new RequestTrace(time);
        trace.Begin(request, schedulerId);
        request.Trace = trace;
        if (_traces.TryAdd(name, trace))
            _order.Enqueue(name);
        else
            _traces[name] = trace;
        while (_order.Count > MaxTraces && _order.TryDequeue(out var oldest))
            _traces.TryRemove(oldest, out _);
    }

    /// <summary>Takes what an executor tells of a call.</summary>
    public void Add(FunctionSpan span)
    {
        if (_traces.TryGetValue(span.Trace, out var trace))
            trace.Add(span);
    }

    /// <summary>An executor has told all that it has of a trace.</summary>
    public void Echo(string name)
    {
        if (_traces.TryGetValue(name, out var trace))
            trace.Echo();
    }

    /// <summary>Reads a trace; of a request that has ended when all that ran of it is known.</summary>
    public async Task<GatewayFrame> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (!_traces.TryGetValue(name, out var trace))
            return new GatewayFrame { Trace = new TraceReply() };
        if (trace.Read().EndedUnixMicros > 0)
        {
            try
            {
                await trace.Complete.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // An executor was lost; what the others have told is what there is.
            }
        }
        return new GatewayFrame { Trace = trace.Read() };
    }
}
