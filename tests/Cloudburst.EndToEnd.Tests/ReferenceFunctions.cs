using MemoryPack;

namespace Cloudburst.EndToEnd.Tests;

public sealed record Bill(string Customer, Ref<Order> Order, IReadOnlyDictionary<string, Ref<int>> Prices);

[MemoryPackable(GenerateType.VersionTolerant)]
public sealed partial record PackedBill([property: MemoryPackOrder(0)] Ref<int> Amount, [property: MemoryPackOrder(1)] Ref<int>[] Others);

/// <summary>Functions whose arguments have references inside.</summary>
public static partial class ReferenceFunctions
{
    [CloudburstFunction("total-of-references")]
    public static int Total(IReadOnlyList<Ref<int>> parts) => parts.Sum(static part => part.Value);

    /// <summary>Shows what is there and what is not.</summary>
    [CloudburstFunction("show-parts")]
    public static string Show((string Label, Ref<string> Text) pair, Ref<string>?[] texts) =>
        string.Join(' ', texts.Prepend(pair.Text).Select(static text => text is { Exists: true } some ? $"{some.Key}={some.Value}" : "nothing").Prepend(pair.Label));

    [CloudburstFunction("bill")]
    public static string Write(Bill bill, [FromState("greeting")] string? greeting) =>
        $"{greeting} {bill.Customer}: {bill.Order.Value?.Quantity} {bill.Order.Value?.Item}, {string.Join('+', bill.Prices.OrderBy(static price => price.Key).Select(static price => price.Value.Value))}";

    [CloudburstFunction("packed-bill")]
    public static int WritePacked(PackedBill bill) => bill.Amount.Value + bill.Others.Sum(static other => other.Value);

    /// <summary>Returns references for whoever comes next.</summary>
    [CloudburstFunction("pick")]
    public static Ref<int>[] Pick(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => Ref.To<int>($"{prefix}/{i}"))];

    /// <summary>Passes on what it was given.</summary>
    [CloudburstFunction("pass-on")]
    public static Ref<int>[] PassOn(Ref<int> one, Ref<int>[] others) => [one, .. others];

    [CloudburstFunction("batched-total", MaxBatch = 8)]
    public static IReadOnlyList<int> BatchedTotal(IReadOnlyList<Ref<int>[]> calls) => [.. calls.Select(static parts => parts.Sum(static part => part.Value))];

    /// <summary>Whether what lies in the store comes with values as well: it does not.</summary>
    [CloudburstFunction("second-level")]
    public static string SecondLevel(Ref<Ref<int>[]> outer) => $"{outer.Value![0].Key} {outer.Value[0].IsResolved}";
}
