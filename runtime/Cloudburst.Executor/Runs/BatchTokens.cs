namespace Cloudburst.Executor.Runs;

/// <summary>The tokens of a run for several calls: each call keeps its own, and the run has one that fires when all of theirs have. Thread-safe.</summary>
internal sealed class BatchTokens : IDisposable
{
    private readonly IReadOnlyList<BatchCall> _calls;
    private readonly CancellationTokenSource _all = new();
    private readonly CancellationTokenRegistration[] _registrations;
    private CancellationTokenSource[] _limited = [];
    private CancellationTokenSource? _limitedAll;
    private int _left;

    public BatchTokens(IReadOnlyList<BatchCall> calls)
    {
        _calls = calls;
        _left = calls.Count;
        _registrations = new CancellationTokenRegistration[calls.Count];
        for (var i = 0; i < calls.Count; i++)
            _registrations[i] = calls[i].Context.CancellationToken.UnsafeRegister(static tokens => ((BatchTokens)tokens!).Cancelled(), this);
    }

    /// <summary>Fires when nobody waits for any of the calls.</summary>
    public CancellationToken OfAll => _limitedAll?.Token ?? _all.Token;

    /// <summary>Has every token fire with this one too. Call before the function runs.</summary>
    public void Limit(CancellationToken token)
    {
        _limitedAll = CancellationTokenSource.CreateLinkedTokenSource(_all.Token, token);
        _limited = new CancellationTokenSource[_calls.Count];
        for (var i = 0; i < _limited.Length; i++)
        {
            _limited[i] = CancellationTokenSource.CreateLinkedTokenSource(_calls[i].Context.CancellationToken, token);
            _calls[i].Context.Limit(_limited[i].Token);
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Unregister();
        foreach (var source in _limited)
            source.Dispose();
        _limitedAll?.Dispose();
        _all.Dispose();
    }

    private void Cancelled()
    {
        if (Interlocked.Decrement(ref _left) > 0)
            return;
        try
        {
            _all.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run ended while we were about to stop it.
        }
        catch (AggregateException)
        {
            // A callback of the function's own threw; the function is being stopped and has nobody left to tell.
        }
    }
}
