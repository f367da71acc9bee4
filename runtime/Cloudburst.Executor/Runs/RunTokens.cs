using Cloudburst.Protocol;

namespace Cloudburst.Executor.Runs;

/// <summary>What stops the functions of a run: a token for all of them, made when the first asks for it, and one for each competitor of a race.</summary>
/// <remarks>Its run guards it. Only <see cref="CancelSoon"/> is for everybody.</remarks>
internal sealed class RunTokens(DateTimeOffset deadline)
{
    private CancellationTokenSource? _source;

    // Kept by itself: a source that was disposed gives none.
    private CancellationToken? _token;
    private Dictionary<int, (CancellationTokenSource Source, CancellationToken Token)>? _competing;

    /// <summary>Stops all functions; <see langword="null"/> as long as none has asked for a token.</summary>
    public CancellationTokenSource? Source => _source;

    /// <summary>Whether the functions' token has fired.</summary>
    public bool HasFired => _token is { IsCancellationRequested: true };

    /// <summary>The token of all functions.</summary>
    /// <param name="time">The clock of the deadline.</param>
    /// <param name="hasEnded">Whether the run has ended.</param>
    public CancellationToken Get(TimeProvider time, bool hasEnded)
    {
        if (_token is { } known)
            return known;
        var remaining = deadline - time.GetUtcNow();
        // A developer who stands at a breakpoint must not find the request gone.
        _source = Debugging.IsOn
            ? new CancellationTokenSource()
            : new CancellationTokenSource(remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero, time);
        if (hasEnded)
            _source.Cancel();
        _token = _source.Token;
        return _source.Token;
    }

    /// <summary>The token of a competitor's function: it also fires when the competitor has lost.</summary>
    /// <param name="node">The function's node.</param>
    /// <param name="hasLost">Whether it has lost already.</param>
    /// <param name="all">The token of all functions.</param>
    public CancellationToken GetOfCompetitor(int node, bool hasLost, CancellationToken all)
    {
        if (_competing is not null && _competing.TryGetValue(node, out var known))
            return known.Token;
        var source = CancellationTokenSource.CreateLinkedTokenSource(all);
        if (hasLost)
            source.Cancel();
        (_competing ??= [])[node] = (source, source.Token);
        return source.Token;
    }

    /// <summary>Stops a competitor's function; <see langword="null"/> when it has not asked for a token.</summary>
    public CancellationTokenSource? SourceOfCompetitor(int node) =>
        _competing is not null && _competing.TryGetValue(node, out var known) ? known.Source : null;

    /// <summary>Frees the sources; the tokens that were given out stay valid.</summary>
    public void Free()
    {
        _source?.Dispose();
        foreach (var (source, _) in _competing?.Values ?? Enumerable.Empty<(CancellationTokenSource Source, CancellationToken Token)>())
            source.Dispose();
    }

    /// <summary>Cancels on another thread: user code may run in the token's callbacks, and take its time.</summary>
    public static void CancelSoon(CancellationTokenSource? source)
    {
        if (source is not null)
            ThreadPool.UnsafeQueueUserWorkItem(CancelQuietly, source, preferLocal: false);
    }

    private static void CancelQuietly(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It finished while we were about to stop it.
        }
        catch (AggregateException)
        {
            // A callback of the function's own threw; the function is being stopped and has nobody left to tell.
        }
    }
}
