using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Generators.Model;

/// <summary>A DAG that the module lists.</summary>
/// <param name="Expression">The code that makes it.</param>
internal sealed record DagModel(string Expression);

/// <summary>Reads a DAG from the member that makes it. The generator and the analyzer share it.</summary>
internal static class DagReader
{
    public static DagModel? Read(ISymbol member, List<DeclarationProblem> problems, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (member.SdkAttribute("CloudburstDagAttribute") is null || member.ContainingType is null)
            return null;
        var type = member switch
        {
            IPropertySymbol property => property.Type,
            IMethodSymbol method => method.ReturnType,
            _ => null,
        };
        if (WhyInvalid(member, type) is { } reason)
            problems.Add(new(ProblemKind.Dag, member, reason));
        if (TypeFacts.WhyUnreachable(member) is { } hidden)
            problems.Add(new(ProblemKind.NotReachable, member, hidden));
        if (problems.Count > 0 || type is null || TypeFacts.IsUnknown(type))
            return null;
        var call = member is IMethodSymbol ? "()" : "";
        return new DagModel($"{TypeNames.Code(member.ContainingType)}.{Text.Identifiers.Escape(member.Name)}{call}");
    }

    private static string? WhyInvalid(ISymbol member, ITypeSymbol? type) => member switch
    {
        { IsStatic: false } => "it is not static",
        { IsAbstract: true } or { IsVirtual: true } => "it is a virtual member of an interface",
        IPropertySymbol { GetMethod: null } => "it can't be read",
        IMethodSymbol { Parameters.IsEmpty: false } => "it takes parameters",
        IMethodSymbol { IsGenericMethod: true } => "it is generic",
        IMethodSymbol { MethodKind: not MethodKind.Ordinary } => "it is not an ordinary method",
        _ when IsGeneric(member.ContainingType) => "its type is generic",
        _ when type is not null && !TypeFacts.IsUnknown(type) && !IsDag(type) => $"it returns a '{TypeNames.Short(type)}'",
        _ => null,
    };

    private static bool IsDag(ITypeSymbol type)
    {
        for (var link = type; link is not null; link = link.BaseType)
        {
            if (link.IsSdk("Dag"))
                return true;
        }
        return false;
    }

    private static bool IsGeneric(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (type.IsGenericType)
                return true;
        }
        return false;
    }
}
