namespace Cloudburst.Executor.Runs;

/// <summary>Has so many runs of a function at once, each of which has a turn.</summary>
internal interface ITurns
{
    /// <summary>A run is over, so that the next may begin.</summary>
    void EndTurn();
}

/// <summary>One run of a function that has only so many at once.</summary>
internal sealed class Turn(ITurns turns)
{
    private bool _ended;

    /// <summary>The function has returned, so that the next may run.</summary>
    public void End()
    {
        if (!Interlocked.Exchange(ref _ended, true))
            turns.EndTurn();
    }
}
