namespace Cloudburst.Histories;

/// <summary>How an attempt ended, as its caller knows it.</summary>
public enum Outcome
{
    /// <summary>Answered with a result: what it wrote is acknowledged.</summary>
    Committed,

    /// <summary>Answered with an error, or given up before it could commit: a transaction of that outcome must have no effect.</summary>
    Failed,

    /// <summary>Never answered: it may have had its effect or not, at any later time.</summary>
    Unknown,
}
