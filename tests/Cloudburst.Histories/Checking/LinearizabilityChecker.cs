using Cloudburst.Histories;

namespace Cloudburst.Histories.Checking;

/// <summary>
/// Linearizable, key by key: there is an order of all reads, writes and compare-and-sets of a key that respects real time (what was answered before another began comes
/// first) and in which every one of them got the answer of a plain variable that starts out absent. Linearizability is local, so keys are judged one by one.
/// </summary>
public sealed class LinearizabilityChecker : Checker
{
    public LinearizabilityChecker() => Judged = session => session.Level == Level.Linearizable;

    public override string Guarantee => "linearizable";

    public override IReadOnlyList<Violation> Check(History history)
    {
        var found = new List<Violation>();
        var places = history.Sessions.SelectMany(session => session.Places).SelectMany(RegisterOperation.Of);
        foreach (var key in places.GroupBy(operation => operation.Key).Where(key => key.Any(operation => Judged(operation.Place.Session))))
        {
            // Whoever writes the key changes it; what others read of it was not promised to be anything.
            var operations = RegisterOperation.Settle([.. key.Where(operation => operation.Writes is not null || Judged(operation.Place.Session))]);
            if (operations.Find(operation => operation.Kind == RegisterOperationKind.Siblings) is { } siblings)
                found.Add(Found($"{siblings.Place} returned several versions of {key.Key}; a linearizable key has one.", [siblings.Place]));
            else if (new RegisterSearch(operations).Run() is { } stuck)
                found.Add(Explain(key.Key, operations, stuck));
        }

        return found;
    }

    private Violation Explain(string key, List<RegisterOperation> operations, RegisterSearch.Stuck stuck)
    {
        var writers = operations.Where(operation => operation.Writes is not null).ToDictionary(operation => operation.Writes!);
        foreach (var read in operations.Where(operation => operation.Needs && !operation.IsPending))
        {
            var source = read.Expected is null ? null : writers.GetValueOrDefault(read.Expected);
            if (source is not null && read.Place.Operation.IsBefore(source.Place.Operation))
                return Found($"{read.Place} saw {read.Expected} of {key}, which {source.Place} began to write only later.", [source.Place, read.Place]);
            if (read.Expected is not null && source is null)
                return Found($"{read.Place} saw {read.Expected} of {key}, which nobody wrote.", [read.Place]);
            if (operations.Find(write => IsBetween(source, write, read)) is { } newer)
            {
                return Found(
                    $"{read.Place} saw {read.Expected ?? "nothing"} for {key}, which is stale: {newer.Place} had begun after that was there and was acknowledged before the read began.",
                    [newer.Place, read.Place]);
            }
        }

        var twice = operations.Where(operation => operation is { Kind: RegisterOperationKind.CompareAndSet, IsPending: false }).GroupBy(operation => operation.Expected ?? "nothing")
            .FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
            return Found($"{string.Join(" and ", twice.Select(set => set.Place))} all succeeded, but only one can have found {twice.Key} in {key}.", twice.Select(set => set.Place));

        var waiting = stuck.Waiting is { } still && still != stuck.Next ? $", while {still} has still to find {stuck.State ?? "nothing"}" : "";
        return Found(
            $"No order explains {key}: at best {stuck.Placed} of {operations.Count} operations can be put in order, the last of them {stuck.Last?.ToString() ?? "none"}. Then {key} holds "
            + $"{stuck.State ?? "nothing"}, and {stuck.Next} must come before all others and does not fit{waiting}.",
            ((Place?[])[stuck.Last, stuck.Next, stuck.Waiting]).OfType<Place>().Distinct());
    }

    /// <summary>Whether a write lies wholly between the write of what was read (or the beginning, when nothing was) and the read itself.</summary>
    private static bool IsBetween(RegisterOperation? source, RegisterOperation write, RegisterOperation read) =>
        write.Writes is not null && write != source && write != read
        && write.Place.Operation.IsBefore(read.Place.Operation)
        && (source is null || source.Place.Operation.IsBefore(write.Place.Operation));
}
