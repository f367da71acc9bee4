using System.Collections.Immutable;
using Cloudburst.Histories;
using Cloudburst.Tests.Consistency.Models;
using CsCheck;

namespace Cloudburst.Tests.Consistency.HistoryTests;

/// <summary>Histories by the thousand: any that could have been recorded, and those of systems that are right by construction.</summary>
internal static class RandomHistories
{
    /// <summary>Anything that reads only what was written before: full of violations.</summary>
    public static readonly Gen<History> Anything = Gen.Select(Gen.Int[1, 7], Gen.Int).Select((sessions, seed) => new AnySystem(seed).Run(sessions));

    /// <summary>One transaction after another: keeps every level's promise.</summary>
    public static readonly Gen<History> Sequential = Gen.Select(Gen.Int[1, 12], Gen.Int).Select((sessions, seed) => new SequentialSystem(seed).Run(sessions));

    /// <summary>Replicas that exchange all they have: keeps the causal levels' promises, with siblings and stale reads.</summary>
    public static readonly Gen<History> Replicated = Gen.Select(Gen.Int[1, 120], Gen.Int).Select((steps, seed) => new ReplicatedSystem(seed).Run(steps));

    /// <summary>One key, overlapping operations that each take effect at one point: linearizable.</summary>
    public static readonly Gen<History> Linearizable = Gen.Select(Gen.Int[1, 30], Gen.Int).Select((operations, seed) => new AtomicRegister(seed).Run(operations, overlap: 6));

    /// <summary>The history with one read request changed.</summary>
    public static History WithRead(this History history, Place place, string key, ImmutableArray<string> versions)
    {
        var changed = ((Read)place.Operation) with { Got = ((Read)place.Operation).Got.SetItem(key, versions) };
        var invocation = place.Invocation with { Operations = place.Invocation.Operations.Replace(place.Operation, changed, ReferenceEqualityComparer.Instance) };
        var session = place.Session with { Invocations = place.Session.Invocations.Replace(place.Invocation, invocation, ReferenceEqualityComparer.Instance) };
        return history.With(sessions: history.Sessions.Replace(place.Session, session));
    }

    /// <summary>The history with other sessions or other remains.</summary>
    public static History With(this History history, IEnumerable<Session>? sessions = null, ImmutableDictionary<string, ImmutableArray<string>>? final = null) =>
        new(sessions ?? history.Sessions, final ?? history.Final, history.Installed, history.Counters);

    /// <summary>Everything that a place's invocation and those upstream of it did before it, found without the code under test.</summary>
    public static IReadOnlyList<Place> Before(this Place place)
    {
        var ancestors = new HashSet<string>();
        var pending = new Stack<string>(place.Invocation.After);
        while (pending.TryPop(out var name))
        {
            if (ancestors.Add(name))
                place.Session.Invocations.Single(invocation => invocation.Name == name).After.ToList().ForEach(pending.Push);
        }

        return
        [
            .. from invocation in place.Session.Invocations
               where ancestors.Contains(invocation.Name)
               from operation in invocation.Operations
               select new Place(place.Session, invocation, operation),
            .. place.Invocation.Operations.TakeWhile(operation => !ReferenceEquals(operation, place.Operation)).Select(operation => new Place(place.Session, place.Invocation, operation)),
        ];
    }

    /// <summary>Every version that precedes one, by the definition and without any cleverness.</summary>
    public static HashSet<string> PlainPast(this History history, string version) => history.Past(version, _ => true);

    /// <summary>Every version of its key that one replaced, by the definition and without any cleverness.</summary>
    public static HashSet<string> PlainReplaced(this History history, string version)
    {
        var key = history.WriterOf(version)?.Operation.Writes()?.Key;
        return history.Past(version, other => history.WriterOf(other)?.Operation.Writes()?.Key == key);
    }

    private static HashSet<string> Past(this History history, string version, Func<string, bool> follows)
    {
        var past = new HashSet<string>();
        var pending = new Stack<string>([version]);
        while (pending.TryPop(out var next))
        {
            if (history.WriterOf(next) is not { } writer)
                continue;
            var seen = writer.Before().Append(writer).SelectMany(place => place.Operation.Reads().SelectMany(read => read.Versions))
                .Concat(writer.Before().Select(place => place.Operation.Writes()?.Version).OfType<string>());
            foreach (var earlier in seen.Where(follows).Where(past.Add))
                pending.Push(earlier);
        }

        return past;
    }
}
