using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Cloudburst;

namespace Native;

/// <summary>What is sent.</summary>
public sealed record Parcel(string To, IReadOnlyList<Item> Items)
{
    /// <summary>The price of everything in it.</summary>
    public decimal Price => Items.Sum(item => item.Pieces * item.Price);
}

/// <summary>Some pieces of an article.</summary>
public sealed record Item(string Article, int Pieces, decimal Price);

/// <summary>How this program's types are read and written; the build fills it in. Tuples carry their data in fields.</summary>
[JsonSourceGenerationOptions(IncludeFields = true)]
[JsonSerializable(typeof(Parcel))]
[JsonSerializable(typeof((string, double)))]
internal sealed partial class PostJson : JsonSerializerContext;

/// <summary>The post office's state.</summary>
[CloudburstState("post")]
public partial class PostState
{
    /// <summary>How many parcels were sent.</summary>
    public partial Counter Sent();

    /// <summary>Who got any.</summary>
    public partial SetOf<string> Customers();

    /// <summary>The last one.</summary>
    public partial Register<Parcel> Last();
}

/// <summary>The functions.</summary>
public static partial class Post
{
    /// <summary>Leaves out what has no pieces.</summary>
    [CloudburstFunction]
    public static Parcel Pack(Parcel parcel) => parcel with { Items = [.. parcel.Items.Where(item => item.Pieces > 0)] };

    /// <summary>Weighs a parcel.</summary>
    [CloudburstFunction]
    public static double Weigh(Parcel parcel) => parcel.Items.Sum(item => item.Pieces * 0.5);

    /// <summary>Who gets it.</summary>
    [CloudburstFunction]
    public static string Address(Parcel parcel) => parcel.To;

    /// <summary>Puts two things together; a tuple is one value, or two.</summary>
    [CloudburstFunction]
    public static (string To, double Weight) Pair(string to, double weight) => (to, weight);

    /// <summary>Writes a label.</summary>
    [CloudburstFunction]
    public static string Print(string to, double weight) => $"{to}, {weight:0.0} kg";

    /// <summary>A fan-out, a fan-in, and a tuple that is taken apart.</summary>
    [CloudburstDag]
    public static Dag<Parcel, string> Label => Dag.Start(Functions.Pack).Fork(Functions.Address, Functions.Weigh).Join(Functions.Pair).Then(Functions.Print).Named("label");

    /// <summary>Sends a parcel.</summary>
    [CloudburstFunction]
    public static async Task Send(Parcel parcel, PostState state, CancellationToken cancellationToken)
    {
        await state.Sent().IncrementAsync(cancellationToken: cancellationToken);
        await state.Customers().AddAsync(parcel.To, cancellationToken);
        await state.Last().WriteAsync(parcel, cancellationToken);
    }

    /// <summary>Yields where a parcel is, one place at a time.</summary>
    [CloudburstFunction]
    public static async IAsyncEnumerable<string> Track(int stops, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var stop = 1; stop <= stops; stop++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return $"stop {stop}";
        }
    }
}
