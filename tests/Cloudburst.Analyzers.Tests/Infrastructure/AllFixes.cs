using System.Collections.Immutable;
using Cloudburst.CodeFixes;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Cloudburst.Analyzers.Tests.Infrastructure;

/// <summary>Every code fix that the package carries.</summary>
internal static class AllFixes
{
    public static ImmutableArray<CodeFixProvider> Instances { get; } =
    [
        .. typeof(MakePartialCodeFix).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];
}
