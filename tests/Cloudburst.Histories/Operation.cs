using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Cloudburst.Histories;

/// <summary>
/// One thing that a function did to the state. A version is an opaque id, unique in the history, that the recorder chose when it was written (and put into the value, so
/// that it can tell which version a read returned).
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "op")]
[JsonDerivedType(typeof(Read), "read")]
[JsonDerivedType(typeof(Write), "write")]
[JsonDerivedType(typeof(CompareAndSet), "cas")]
[JsonDerivedType(typeof(Add), "add")]
public abstract record Operation
{
    /// <summary>When it was begun. Any unit; only real-time guarantees look at it.</summary>
    public long Start { get; init; }

    /// <summary>When it was answered; null when it never was, so that it may have taken effect or not. Reads without an answer are not recorded.</summary>
    public long? End { get; init; }

    /// <summary>Nothing that begins after <see cref="End"/> can come before it.</summary>
    public bool IsBefore(Operation other) => End < other.Start;

    public sealed override string ToString() => Notation.Format(this);
}

/// <summary>
/// One read request: every key asked for together, and the versions that came back. No version: the key was absent. Several: concurrent siblings. A deletion is a version
/// like any other.
/// </summary>
public sealed record Read(ImmutableSortedDictionary<string, ImmutableArray<string>> Got) : Operation;

/// <summary>A write of one version to one key.</summary>
public sealed record Write(string Key, string Version) : Operation;

/// <summary>Writes <paramref name="Version"/> if the key holds <paramref name="Expected"/> (null: if it is absent). Not known whether it did: null.</summary>
public sealed record CompareAndSet(string Key, string? Expected, string Version, bool? Succeeded) : Operation;

/// <summary>Adds to a counter. Counters have no versions, only a value in the end (<see cref="History.Counters"/>).</summary>
public sealed record Add(string Key, long Amount) : Operation;
