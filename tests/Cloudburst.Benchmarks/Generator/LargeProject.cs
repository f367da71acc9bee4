using System.Globalization;

namespace Cloudburst.Benchmarks.Generator;

/// <summary>The source of a project of many functions, as people write them: ten to a file, some with state, some asynchronous, one DAG.</summary>
internal static class LargeProject
{
    public const int FunctionsPerFile = 10;

    /// <summary>What the edits of a benchmark change: a number in a body, and a parameter's type.</summary>
    public const string Body = "* 3 /* body */";
    public const string Signature = "int amount /* signature */";

    private const string File = """
        using Cloudburst;

        namespace Large.Part_;

        /// <summary>Something that is ordered.</summary>
        public sealed record Item(string Name, int Quantity, decimal Price);

        /// <summary>The state of this part.</summary>
        [CloudburstState("part_")]
        public partial class PartState
        {
            /// <summary>How many there are.</summary>
            public partial Counter Count(string name);

            /// <summary>The latest.</summary>
            public partial Register<Item> Latest(string customer);

            /// <summary>Who has any.</summary>
            public partial SetOf<string> Owners(string name);
        }

        /// <summary>The functions of this part.</summary>
        public static partial class Operations_
        {
            /// <summary>Adds one.</summary>
            [CloudburstFunction] public static int Increment(int x) => Clamp(x) + 1;

            /// <summary>Squares.</summary>
            [CloudburstFunction] public static int Square(int x) => x * x;

            /// <summary>Both in words.</summary>
            [CloudburstFunction] public static string Describe(int left, int right) => $"{left} and {right}";

            /// <summary>Scales an amount.</summary>
            [CloudburstFunction]
            public static long Scale(int amount /* signature */, string reason)
            {
                if (reason.Length == 0)
                    throw new ArgumentException("There must be a reason", nameof(reason));
                return (long)amount * 3 /* body */;
            }

            /// <summary>The price of an item.</summary>
            [CloudburstFunction]
            public static decimal Price(Item item, decimal tax)
            {
                var subtotal = item.Quantity * item.Price;
                return decimal.Round(subtotal * (1 + tax), 2);
            }

            /// <summary>Remembers an item.</summary>
            [CloudburstFunction]
            public static async Task<Item?> Remember(
                string customer, Item item, [FromState("part_/latest/{customer}")] Item? previous, PartState state, CancellationToken cancellationToken)
            {
                await state.Count(item.Name).IncrementAsync(item.Quantity, cancellationToken);
                await state.Owners(item.Name).AddAsync(customer, cancellationToken);
                await state.Latest(customer).WriteAsync(item, cancellationToken);
                return previous;
            }

            /// <summary>How many of some names there are.</summary>
            [CloudburstFunction]
            public static async Task<long> CountAll(string[] names, PartState state, CancellationToken cancellationToken)
            {
                var counts = await Task.WhenAll(names.Select(async name => await state.Count(name).ReadAsync(cancellationToken)));
                return counts.Sum();
            }

            /// <summary>Forgets a customer.</summary>
            [CloudburstFunction]
            public static async Task Forget(string customer, string name, PartState state, CancellationToken cancellationToken)
            {
                await state.Owners(name).RemoveAsync(customer, cancellationToken);
                await state.Latest(customer).DeleteAsync(cancellationToken);
            }

            /// <summary>An id.</summary>
            [CloudburstFunction]
            public static string NewId(string prefix, CloudburstContext context) => $"{prefix}-{context.NewGuid():N}";

            /// <summary>The mean.</summary>
            [CloudburstFunction]
            public static double Mean(ReadOnlyMemory<double> numbers)
            {
                var sum = 0.0;
                foreach (var number in numbers.Span)
                    sum += number;
                return numbers.Length == 0 ? 0 : sum / numbers.Length;
            }

            /// <summary>The square of what comes after a number.</summary>
            [CloudburstDag] public static Dag<int, int> SquareOfNext => Dag.Start(Functions.Increment).Then(Functions.Square).Named("part_-square-of-next");

            private static int Clamp(int x) => Math.Clamp(x, 0, 1_000_000);
        }
        """;

    /// <summary>The files of a project.</summary>
    /// <param name="functions">How many functions it has; a multiple of ten.</param>
    public static string[] Files(int functions) =>
    [
        .. Enumerable.Range(0, functions / FunctionsPerFile)
            .Select(part => part.ToString(CultureInfo.InvariantCulture))
            .Select(part => File.Replace("Part_", "Part" + part, StringComparison.Ordinal).Replace("part_", "part" + part, StringComparison.Ordinal).Replace("Operations_", "Operations" + part, StringComparison.Ordinal)),
    ];
}
