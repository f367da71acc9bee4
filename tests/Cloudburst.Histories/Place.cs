namespace Cloudburst.Histories;

/// <summary>Where in the history an operation stands; the way explanations name it.</summary>
public readonly record struct Place(Session Session, Invocation Invocation, Operation Operation)
{
    /// <summary>Whether it is a write that must stay: it is known to have happened, and its session was answered with a result.</summary>
    public bool IsAcknowledged => Session.Outcome == Outcome.Committed && Operation is (Write { End: not null } or CompareAndSet { Succeeded: true });

    public override string ToString() => $"{Session.Name}.{Invocation.Name} {Operation}";
}
