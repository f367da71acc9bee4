using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Cloudburst.Histories;

/// <summary>One attempt at one request: the invocations of its DAG. A request that was executed again is several sessions of one <see cref="Request"/>.</summary>
public sealed record Session(string Request, int Attempt, Level Level, Outcome Outcome, ImmutableArray<Invocation> Invocations)
{
    /// <summary>What explanations call it: the request, and which attempt where there was more than one.</summary>
    [JsonIgnore]
    public string Name => Attempt == 1 ? Request : $"{Request}#{Attempt}";

    /// <summary>Every operation, each after those that come before it in the DAG.</summary>
    [JsonIgnore]
    public IEnumerable<Place> Places =>
        from invocation in this.InOrder()
        from operation in invocation.Operations
        select new Place(this, invocation, operation);

    public bool Equals(Session? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public override string ToString() => Notation.Format(this);
}
