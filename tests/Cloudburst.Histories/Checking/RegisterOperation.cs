using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

internal enum RegisterOperationKind
{
    Read,
    Siblings,
    Write,
    CompareAndSet,
    FailedCompareAndSet,
}

/// <summary>An operation on one key, as a step of a variable: what it must find there and what it leaves.</summary>
/// <param name="Expected">What it found (null: absent), or for a failed compare-and-set what it did not find.</param>
/// <param name="Writes">What it leaves; null when it changes nothing.</param>
internal sealed record RegisterOperation(string Key, RegisterOperationKind Kind, string? Expected, string? Writes, Place Place)
{
    public long Start => Place.Operation.Start;

    /// <summary>By when it must have taken effect; the end of time when it may never have.</summary>
    public long End { get; init; } = Place.Operation.End ?? long.MaxValue;

    /// <summary>Whether it may have taken effect or not, at any time from its start on.</summary>
    public bool IsPending => End == long.MaxValue;

    /// <summary>Whether the variable must hold <see cref="Expected"/>.</summary>
    public bool Needs => Kind is RegisterOperationKind.Read or RegisterOperationKind.CompareAndSet;

    public bool Fits(string? state) => Kind switch
    {
        RegisterOperationKind.Read or RegisterOperationKind.CompareAndSet => state == Expected,
        RegisterOperationKind.FailedCompareAndSet => state != Expected,
        _ => true,
    };

    public static IEnumerable<RegisterOperation> Of(Place place) => place.Operation switch
    {
        Read read => read.Got.Select(got => got.Value.Length > 1
            ? new RegisterOperation(got.Key, RegisterOperationKind.Siblings, null, null, place)
            : new RegisterOperation(got.Key, RegisterOperationKind.Read, got.Value.FirstOrDefault(), null, place)),
        Write write => [new(write.Key, RegisterOperationKind.Write, null, write.Version, place)],
        CompareAndSet { Succeeded: false } set => [new(set.Key, RegisterOperationKind.FailedCompareAndSet, set.Expected, null, place)],
        CompareAndSet { Succeeded: true } set => [new(set.Key, RegisterOperationKind.CompareAndSet, set.Expected, set.Version, place)],
        CompareAndSet set => [new(set.Key, RegisterOperationKind.CompareAndSet, set.Expected, set.Version, place) { End = long.MaxValue }],
        _ => [],
    };

    /// <summary>
    /// Decides what can be decided of writes without an answer. One whose version somebody saw did take effect, before that one ended. One whose version nobody saw is left
    /// out, as if it had never happened, unless a failed compare-and-set may need it: leaving it out can then only make an order possible. Those come last.
    /// </summary>
    public static List<RegisterOperation> Settle(List<RegisterOperation> operations)
    {
        operations = SettleSeen(operations);
        var mayHide = operations.Exists(operation => operation.Kind == RegisterOperationKind.FailedCompareAndSet);
        return
        [
            .. operations
                .Where(operation => !operation.IsPending || (mayHide && operation.Writes is not null))
                .OrderBy(operation => operation.IsPending)
                .ThenBy(operation => operation.Start),
        ];
    }

    /// <summary>Step by step, because a compare-and-set that turns out to have taken effect has seen a version itself.</summary>
    private static List<RegisterOperation> SettleSeen(List<RegisterOperation> operations)
    {
        while (true)
        {
            var seen = operations.Where(operation => operation is { Needs: true, IsPending: false, Expected: not null })
                .GroupBy(operation => operation.Expected!)
                .ToDictionary(readers => readers.Key, readers => readers.Min(reader => reader.End));
            if (!operations.Exists(operation => operation is { IsPending: true, Writes: { } written } && seen.ContainsKey(written)))
                return operations;
            operations = [.. operations.Select(operation => operation is { IsPending: true, Writes: { } written } && seen.TryGetValue(written, out var end) ? operation with { End = end } : operation)];
        }
    }
}
