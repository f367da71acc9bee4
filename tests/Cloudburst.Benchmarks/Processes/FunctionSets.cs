using System.Reflection;
using Cloudburst.Benchmarks.Functions;

namespace Cloudburst.Benchmarks.Processes;

/// <summary>Which executor has which functions: most are everywhere, some in one place only, so that the rows that need it can tell the scheduler where to go.</summary>
internal static class FunctionSets
{
    public const string First = "first";
    public const string Second = "second";

    /// <summary>The functions of an executor; all of them for an embedded system.</summary>
    public static IEnumerable<FunctionModule> Of(string? executor) =>
        [new Subset(Generated(), name => executor is null || !name.StartsWith(executor == First ? Second : First, StringComparison.Ordinal)), new ArraySums()];

    private static FunctionModule Generated() =>
        (FunctionModule)Activator.CreateInstance(typeof(FunctionSets).Assembly.GetCustomAttribute<CloudburstModuleAttribute>()!.Module)!;

    private sealed class Subset(FunctionModule all, Func<string, bool> isHere) : FunctionModule
    {
        public override IReadOnlyList<FunctionDescriptor> Functions { get; } = [.. all.Functions.Where(function => isHere(function.Name))];
    }
}
