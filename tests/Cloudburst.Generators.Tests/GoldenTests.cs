using Cloudburst.Generators.Tests.Infrastructure;

namespace Cloudburst.Generators.Tests;

/// <summary>What a user reads when opening the generated files.</summary>
public class GoldenTests
{
    [Fact]
    public void Shop_functions_state_and_module() =>
        Golden.Verify(Generation.Run(Samples.Shop).AssertClean().Text, nameof(Shop_functions_state_and_module));

    [Fact]
    public void Without_documentation_summaries_are_carried_over_too()
    {
        var options = new CompileOptions { Documentation = Microsoft.CodeAnalysis.DocumentationMode.None };
        var files = Generation.Run(Source.Compile(options, Samples.Shop)).AssertClean().Files;
        Golden.Verify(files["MyApp.Shop.Functions.g.cs"], nameof(Without_documentation_summaries_are_carried_over_too));
    }

    [Fact]
    public void Registration_of_two_builders() =>
        Golden.Verify(
            Generation.Run(Samples.Shop, Samples.Builders).AssertClean().Files["CloudburstRegistration.g.cs"], nameof(Registration_of_two_builders));

    [Fact]
    public void Stream_functions() =>
        Golden.Verify(Generation.Run("""
            namespace MyApp;

            public static partial class Sensors
            {
                /// <summary>Reads a sensor, again and again.</summary>
                [CloudburstFunction]
                public static async IAsyncEnumerable<double?> Read(string sensor, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
                {
                    await Task.Delay(1, token);
                    yield return 1;
                }

                [CloudburstFunction("count")]
                public static IAsyncEnumerable<int> Count() => throw new InvalidOperationException();
            }
            """).AssertClean().Text, nameof(Stream_functions));

    [Fact]
    public void Instance_functions() => Golden.Verify(Generation.Run("""
        namespace MyApp;
        [WarmUp]
        public sealed partial class Classifier(IDisposable weights, IComparable? labels = null)
        {
            /// <summary>Names what is in a picture.</summary>
            [CloudburstFunction] public async Task<string> Classify(byte[] image, CancellationToken token) { await Task.Yield(); return $"{weights}{labels}"; }
            [CloudburstFunction] public static int Pixels(byte[] image) => image.Length;
        }
        """).AssertClean().Files["MyApp.Classifier.Invokers.g.cs"], nameof(Instance_functions));

    [Fact]
    public void Unusual_shapes() =>
        Golden.Verify(Generation.Run("""
            namespace @new.Deep
            {
                public partial class Outer
                {
                    internal partial record struct @class
                    {
                        [CloudburstFunction, Obsolete("Use the other.")]
                        public static ValueTask<(int Sum, string? Name)> @void(
                            ReadOnlyMemory<double> numbers, int[][,] @int, int? options, IReadOnlyDictionary<string, List<@class?>> map, params string[] rest) => default;
                    }
                }
            }
            """).AssertClean().Text, nameof(Unusual_shapes));
}
