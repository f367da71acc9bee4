using System.Collections.Immutable;
using System.Globalization;

namespace Cloudburst.Histories.Recording;

/// <summary>What a random request does: the functions of its DAG, and their steps. Deterministic by its seed.</summary>
/// <param name="Functions">The functions in an order in which they can run, each after at most two of those before it; the last one is the sink.</param>
public sealed record Script(ImmutableArray<ScriptFunction> Functions)
{
    private const int MostSteps = 3;

    /// <summary>A random request of 2 to 5 functions over keys drawn by Zipf's distribution of coefficient 1, as in the paper's experiment (§6.2).</summary>
    /// <param name="random">Where the chance comes from.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="anyWrites">Whether half of the writes of keys that the request has seen already are made without another read, and a quarter of all writes are deletions.</param>
    public static Script Random(Random random, Zipf keys, bool anyWrites = false)
    {
        var size = random.Next(2, 6);
        var consumed = new HashSet<int>();
        var functions = ImmutableArray.CreateBuilder<ScriptFunction>(size);
        for (var i = 0; i < size; i++)
        {
            // The sink takes what nobody else has taken, so that every function leads to it.
            ImmutableArray<int> after = i == 0 ? [] : [i - 1];
            if (i > 1 && (i == size - 1 ? Enumerable.Range(0, i - 1).Where(node => !consumed.Contains(node)).Cast<int?>().FirstOrDefault() : Fork(random, i)) is { } second)
                after = [.. after.Add(second).Distinct().Order()];
            consumed.UnionWith(after);
            functions.Add(new ScriptFunction(after, [.. Enumerable.Range(0, random.Next(1, MostSteps + 1)).Select(_ => ScriptStep.Random(random, keys))]));
        }
        return new Script(anyWrites ? Vary(random, functions.ToImmutable()) : functions.ToImmutable());
    }

    /// <summary>Which functions come after which; scripts of one shape share a registered DAG.</summary>
    public string Shape => string.Join(';', Functions.Select(static function => string.Join(',', function.After)));

    private static ImmutableArray<ScriptFunction> Vary(Random random, ImmutableArray<ScriptFunction> functions)
    {
        var seen = new List<HashSet<string>>();
        var varied = ImmutableArray.CreateBuilder<ScriptFunction>(functions.Length);
        foreach (var function in functions)
        {
            var known = function.After.SelectMany(before => seen[before]).ToHashSet(StringComparer.Ordinal);
            seen.Add(known);
            var steps = ImmutableArray.CreateBuilder<ScriptStep>(function.Steps.Length);
            foreach (var step in function.Steps)
            {
                steps.Add(step with
                {
                    IsBlind = step.Writes && known.Contains(step.Keys[0]) && random.Next(2) == 0,
                    Deletes = step.Writes && random.Next(4) == 0,
                });
                known.UnionWith(step.Keys);
            }
            varied.Add(function with { Steps = steps.ToImmutable() });
        }
        return varied.ToImmutable();
    }

    private static int? Fork(Random random, int i) => random.Next(3) == 0 ? random.Next(i - 1) : null;
}

/// <summary>One function of a script.</summary>
/// <param name="After">The functions whose results it takes.</param>
/// <param name="Steps">What it does, one after the other.</param>
public sealed record ScriptFunction(ImmutableArray<int> After, ImmutableArray<ScriptStep> Steps);

/// <summary>Reads some keys in one request; writes the first of them afterwards, if it says so.</summary>
public sealed record ScriptStep(ImmutableArray<string> Keys, bool Writes)
{
    /// <summary>Only writes, a key that the request has read or written before.</summary>
    public bool IsBlind { get; init; }

    /// <summary>What it writes is a deletion.</summary>
    public bool Deletes { get; init; }

    public static ScriptStep Random(Random random, Zipf keys)
    {
        if (random.Next(3) == 0)
            return new ScriptStep([keys.Next(random)], Writes: true);
        var first = keys.Next(random);
        var second = keys.Next(random);
        return new ScriptStep(first == second || random.Next(2) == 0 ? [first] : [first, second], Writes: false);
    }
}

/// <summary>Keys by Zipf's distribution: the n-th is asked for in proportion to 1/n.</summary>
public sealed class Zipf
{
    private readonly double[] _cumulated;

    public Zipf(int keys)
    {
        _cumulated = new double[keys];
        var sum = 0.0;
        for (var i = 0; i < keys; i++)
            _cumulated[i] = sum += 1.0 / (i + 1);
    }

    public IEnumerable<string> All => Enumerable.Range(0, _cumulated.Length).Select(NameOf);

    public string Next(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var found = Array.BinarySearch(_cumulated, random.NextDouble() * _cumulated[^1]);
        return NameOf(found < 0 ? Math.Min(~found, _cumulated.Length - 1) : found);
    }

    private static string NameOf(int rank) => string.Create(CultureInfo.InvariantCulture, $"k{rank}");
}
