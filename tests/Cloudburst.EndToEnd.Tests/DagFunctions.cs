using System.Collections.Concurrent;

namespace Cloudburst.EndToEnd.Tests;

public enum Sign
{
    Zero,
    Positive,
    Negative,
}

/// <summary>Functions that DAGs with maps, branches, tuples and races are made of.</summary>
public static partial class DagFunctions
{
    /// <summary>The executors on which each marked call has begun.</summary>
    internal static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> Places = new();

    [CloudburstFunction("range-to")]
    public static int[] RangeTo(int n) => [.. Enumerable.Range(0, n)];

    [CloudburstFunction("names")]
    public static List<string> Names(int n) => [.. Enumerable.Range(0, n).Select(i => $"\"{i}\", ü")];

    [CloudburstFunction("orders")]
    public static IReadOnlyList<Order> Orders(int n) => [.. Enumerable.Range(0, n).Select(i => new Order($"tea {i}", i))];

    [CloudburstFunction("quantity")]
    public static int Quantity(Order order) => order.Quantity;

    [CloudburstFunction("more")]
    public static Order More(Order order) => order with { Quantity = order.Quantity + 1 };

    [CloudburstFunction("initial")]
    public static char? Initial(string name) => name.Length > 1 ? name[1] : null;

    [CloudburstFunction("total")]
    public static int Total(int[] numbers) => numbers.Sum();

    [CloudburstFunction("scale")]
    public static double Scale(int number, double factor) => number * factor;

    [CloudburstFunction("scale-by-register")]
    public static int ScaleByRegister(int number, Ref<int> factor) => number * factor.Value;

    /// <summary>How many times <see cref="Heavy"/> has run.</summary>
    internal static int HeavyRuns;

    [CloudburstFunction("heavy")]
    public static byte[] Heavy(int number)
    {
        Interlocked.Increment(ref HeavyRuns);
        return new byte[6_000_000 + number];
    }

    [CloudburstFunction("no-list")]
    public static int[]? NoList(int n) => n < 0 ? null : [];

    /// <summary>Draws the same in every run of the request, and something else for each element.</summary>
    [CloudburstFunction("draw-for")]
    public static Guid DrawFor(int number, CloudburstContext context) => number < 0 ? Guid.Empty : context.NewGuid();

    /// <summary>Tells where it runs, then waits for the gate.</summary>
    [CloudburstFunction("wait-with")]
    public static async Task<int> WaitWith(int value, string gate, CloudburstContext context)
    {
        Places.GetOrAdd(gate, static _ => new()).Enqueue(context.Id.Value[(context.Id.Value.IndexOf('@', StringComparison.Ordinal) + 1)..]);
        return await TestFunctions.Wait(gate, value, context.CancellationToken);
    }

    /// <summary>Returns once a call that waits at a gate has begun.</summary>
    [CloudburstFunction("when-runs")]
    public static async Task<int> WhenRuns(int value, string gate, CancellationToken cancellationToken)
    {
        while (!TestFunctions.Runs.ContainsKey(gate))
            await Task.Delay(1, cancellationToken);
        return value;
    }

    [CloudburstFunction("fail-on-odd")]
    public static int FailOnOdd(int number) => number % 2 == 0 ? number : throw new InvalidOperationException($"{number} is odd");

    [CloudburstFunction("is-even")]
    public static bool IsEven(int number) => number % 2 == 0;

    [CloudburstFunction("sign")]
    public static Sign SignOf(int number) => number == 0 ? Sign.Zero : number > 0 ? Sign.Positive : Sign.Negative;

    [CloudburstFunction("divide")]
    public static (int Quotient, int Remainder) Divide(int dividend) => (dividend / 10, dividend % 10);

    [CloudburstFunction("describe-parts")]
    public static (string Text, int[] Digits, bool IsEven) DescribeParts(int number) =>
        ($"«{number}»", [.. number.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(digit => digit - '0')], number % 2 == 0);

    [CloudburstFunction("join-parts")]
    public static string JoinParts(string text, int[] digits, bool isEven) => $"{text} {string.Join('+', digits)} {isEven}";

    /// <summary>Writes a number under a key of its own.</summary>
    [CloudburstFunction("store-number")]
    public static async Task<int> StoreNumber(int number, string key, CloudburstContext context)
    {
        await context.PutAsync($"{key}/{number}", number + 1);
        return number;
    }

    /// <summary>Reads such a number.</summary>
    [CloudburstFunction("load-number")]
    public static async Task<int> LoadNumber(int number, string key, CloudburstContext context) => await context.GetAsync<int>($"{key}/{number}");

    [CloudburstFunction("same-id")]
    public static string SameId(string left, string right) => left == right ? $"same {left}" : $"{left} and {right}";
}
