namespace Cloudburst.EndToEnd.Tests;

/// <summary>Where two parts of a DAG ran, and for which request.</summary>
public sealed record Stops(string First, string Second, string FirstRequest, string SecondRequest, int Bytes);

/// <summary>What a first part hands to the second: a name for the data that it needs.</summary>
public sealed record Lead(string Executor, string Request, Ref<byte[]> Data);

/// <summary>Functions of DAGs that go on when it is known with what.</summary>
public static partial class ContinuationFunctions
{
    [CloudburstFunction("lead")]
    public static Lead Find(string key, CloudburstContext context) => new(TestFunctions.Where(context), context.RequestId, Ref.To<byte[]>(key));

    [CloudburstFunction("follow")]
    public static Stops Follow(Lead lead, CloudburstContext context) =>
        new(lead.Executor, TestFunctions.Where(context), lead.Request, context.RequestId, lead.Data.Value!.Length);

    /// <summary>Names what is to be read next.</summary>
    [CloudburstFunction("name-of")]
    public static Ref<byte[]?> NameOf(string key) => key.Length == 0 ? default : Ref.To<byte[]?>(key);

    /// <summary>Tells how much there is, and where it was read.</summary>
    [CloudburstFunction("read-at")]
    public static string ReadAt(byte[]? data, CloudburstContext context) => $"{data?.Length ?? -1} {TestFunctions.Where(context)}";

    /// <summary>The same of a part's own argument.</summary>
    [CloudburstFunction("keep-at")]
    public static string KeepAt(Ref<byte[]> data, CloudburstContext context) => $"{data.Value?.Length ?? -1} {TestFunctions.Where(context)}";

    /// <summary>Hands on what another request will return.</summary>
    [CloudburstFunction("pass-future")]
    public static Ref<int> Pass(Ref<int>[] one) => one[0];

    [CloudburstFunction("numbers-to")]
    public static int[] NumbersTo(int count) => [.. Enumerable.Range(1, count)];

    [CloudburstFunction("refuse")]
    public static int Refuse(long amount) => throw new InvalidOperationException($"{amount} is too much");

    [CloudburstFunction("draw-again")]
    public static string Draw(string before, CloudburstContext context) => $"{before} {context.Random.Next()}";
}
