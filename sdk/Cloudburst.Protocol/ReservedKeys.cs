using System.Globalization;

namespace Cloudburst.Protocol;

/// <summary>The part of the key space that the system keeps for itself; user keys may not start with it.</summary>
public static class ReservedKeys
{
    /// <summary>The prefix of every system key.</summary>
    public const string Prefix = "cb/";

    /// <summary>The topology of a registered DAG.</summary>
    public static string Dag(string name) => $"{Prefix}dag/{name}";

    /// <summary>The set of the names of all registered DAGs.</summary>
    public const string DagIndex = Prefix + "dags";

    /// <summary>The mail of an invocation that could not be reached directly (Cloudburst, VLDB 2020, §3).</summary>
    public static string Inbox(string invocation) => $"{Prefix}inbox/{invocation}";
}

/// <summary>The keys under which requests are listed that never finished: an ordered set for each day.</summary>
public static class DeadLetterKeys
{
    /// <summary>The prefix of every list.</summary>
    public const string Prefix = ReservedKeys.Prefix + "dead-letters/";

    /// <summary>How many days back lists are kept.</summary>
    public const int Days = 7;

    /// <summary>The key of a day's list.</summary>
    public static string ForDay(DateTimeOffset time) => Prefix + time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>The keys under which outcomes of started requests are stored.</summary>
public static class ResultKeys
{
    /// <summary>The prefix of every result key.</summary>
    public const string Prefix = ReservedKeys.Prefix + "result/";

    /// <summary>How long an outcome is kept.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromHours(1);

    /// <summary>The key of a request's outcome.</summary>
    public static string ForRequest(string requestId) => Prefix + requestId;
}
