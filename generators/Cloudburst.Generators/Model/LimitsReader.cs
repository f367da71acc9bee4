using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Generators.Model;

/// <summary>Reads what a function asks of its executors from its attribute.</summary>
internal static class LimitsReader
{
    // As long as a timer can wait.
    private const double MostSeconds = 24 * 24 * 60 * 60;

    public static LimitsModel Read(IMethodSymbol method, AttributeData attribute, List<DeclarationProblem> problems)
    {
        var limits = new LimitsModel(Named(attribute, "TimeoutSeconds", 0.0), Named(attribute, "MaxConcurrency", 0), Named<string?>(attribute, "Resource", null), Named(attribute, "MemoryMB", 0));
        // Not as a comparison that a number which is none would pass.
        if (IsGiven(attribute, "TimeoutSeconds") && !(limits.TimeoutSeconds >= 0.001 && limits.TimeoutSeconds <= MostSeconds))
            problems.Add(new(ProblemKind.Limit, method, "TimeoutSeconds", "it must be a thousandth of a second at least and 24 days at most"));
        if (IsGiven(attribute, "MaxConcurrency") && limits.MaxConcurrency < 1)
            problems.Add(new(ProblemKind.Limit, method, "MaxConcurrency", "it must be 1 at least"));
        if (IsGiven(attribute, "MaxBatch") && Named(attribute, "MaxBatch", 0) < 1)
            problems.Add(new(ProblemKind.Limit, method, "MaxBatch", "it must be 1 at least"));
        if (IsGiven(attribute, "MemoryMB") && limits.MemoryMB < 1)
            problems.Add(new(ProblemKind.Limit, method, "MemoryMB", "it must be 1 at least"));
        if (limits.Resource is not null && (limits.Resource.Length == 0 || !limits.Resource.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_')))
            problems.Add(new(ProblemKind.Limit, method, "Resource", "a label consists of letters, digits, '.', '-' and '_'"));
        return limits;
    }

    /// <summary>How a method takes several calls at once; <see langword="null"/> for one that does not.</summary>
    public static BatchModel? ReadBatch(IMethodSymbol method, AttributeData attribute) =>
        IsGiven(attribute, "MaxBatch") ? new BatchModel(Named(attribute, "MaxBatch", 0), BatchReader.HasOutcomes(method)) : null;

    private static bool IsGiven(AttributeData attribute, string name) => attribute.NamedArguments.Any(argument => argument.Key == name);

    private static T Named<T>(AttributeData attribute, string name, T fallback) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value is { Kind: TypedConstantKind.Primitive, Value: T value } ? value : fallback;
}
