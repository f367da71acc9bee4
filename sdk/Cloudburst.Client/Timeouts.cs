namespace Cloudburst.Client;

/// <summary>Checks how long callers want to wait.</summary>
internal static class Timeouts
{
    /// <summary>Timers go no further than 49 days, and some waits are the sum of two of these.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    /// <summary>How long a call may take.</summary>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.InvalidArgument"/>.</exception>
    public static TimeSpan OfCall(TimeSpan? asked, ClientOptions options)
    {
        var timeout = asked ?? options.DefaultTimeout;
        return timeout > TimeSpan.Zero && timeout <= Longest
            ? timeout
            : throw Invalid(asked is null ? "ClientOptions.DefaultTimeout" : "CallOptions.Timeout", timeout, "longer than zero");
    }

    /// <summary>How long to wait for a result; zero looks once.</summary>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.InvalidArgument"/>.</exception>
    public static TimeSpan OfWait(TimeSpan? asked, ClientOptions options)
    {
        if (asked is not { } timeout)
            return OfCall(null, options);
        return timeout >= TimeSpan.Zero && timeout <= Longest ? timeout : throw Invalid("timeout", timeout, "zero or longer");
    }

    /// <summary>After how long a call is begun a second time, in milliseconds; 0 for never.</summary>
    /// <exception cref="CloudburstException"><see cref="CloudburstErrorCode.InvalidArgument"/>.</exception>
    public static long OfHedge(TimeSpan? asked)
    {
        if (asked is not { } pause)
            return 0;
        return pause > TimeSpan.Zero && pause <= Longest ? (long)Math.Ceiling(pause.TotalMilliseconds) : throw Invalid("CallOptions.HedgeAfter", pause, "longer than zero");
    }

    private static CloudburstException Invalid(string name, TimeSpan timeout, string least) => new(
        CloudburstErrorCode.InvalidArgument,
        $"{name} is {(timeout == Timeout.InfiniteTimeSpan ? "infinite" : timeout.ToString())} and must be {least} and at most {Longest.TotalDays:0} days",
        new Dictionary<string, string> { ["argument"] = name });
}
