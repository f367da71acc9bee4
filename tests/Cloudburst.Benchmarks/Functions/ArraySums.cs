using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Cloudburst.Benchmarks.Functions;

/// <summary>
/// A function of ten references: the sum of all their elements. It is described by hand, because a typed token has at most eight parameters and the paper's
/// experiment has ten arrays (Cloudburst, VLDB 2020, §6.1.2).
/// </summary>
internal sealed class ArraySums : FunctionModule
{
    public const int ArrayCount = 10;
    private const string Name = "sum-of-ten";

    public override IReadOnlyList<FunctionDescriptor> Functions { get; } =
    [
        new FunctionDescriptor(
            Name,
            [.. Enumerable.Range(0, ArrayCount).Select(i => new FunctionParameter(string.Create(CultureInfo.InvariantCulture, $"array{i}"), "double[]"))],
            "double",
            invocation =>
            {
                double total = 0;
                for (var i = 0; i < ArrayCount; i++)
                    total += Sum(invocation.Argument<ReadOnlyMemory<double>>(i).Span);
                invocation.SetResult(total);
                return default;
            }),
    ];

    /// <summary>A call with the arrays of a set.</summary>
    public static CloudburstRequest<double> RequestFor(string set) =>
        new(Name, [.. Enumerable.Range(0, ArrayCount).Select(i => new EncodedArgument(ArgumentKind.Key, default, KeyOf(set, i)))]);

    public static string KeyOf(string set, int index) => string.Create(CultureInfo.InvariantCulture, $"arrays/{set}/{index}");

    /// <summary>The content of one array; the same for everybody who asks for this length and index.</summary>
    public static double[] Content(int length, int index)
    {
        var content = new double[length];
        for (var i = 0; i < length; i++)
            content[i] = (i + index) % 7;
        return content;
    }

    /// <summary>What the sum of ten such arrays must be.</summary>
    public static double TotalOf(int length) => Enumerable.Range(0, ArrayCount).Sum(index => Sum(Content(length, index)));

    /// <summary>Sums with vector instructions and four independent chains of additions: this is bound by memory, not by the adder.</summary>
    public static double Sum(ReadOnlySpan<double> values)
    {
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        Vector<double> a = default, b = default, c = default, d = default;
        var i = 0;
        for (; i <= vectors.Length - 4; i += 4)
        {
            a += vectors[i];
            b += vectors[i + 1];
            c += vectors[i + 2];
            d += vectors[i + 3];
        }
        for (; i < vectors.Length; i++)
            a += vectors[i];
        var total = Vector.Sum(a + b + c + d);
        foreach (var value in values[(vectors.Length * Vector<double>.Count)..])
            total += value;
        return total;
    }
}
