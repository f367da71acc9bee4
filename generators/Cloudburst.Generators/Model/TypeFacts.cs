using System.Linq;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Generators.Model;

/// <summary>Questions about a type that decide whether code can be generated for it.</summary>
internal static class TypeFacts
{
    /// <summary>Whether a type, or a part of it, is unknown: the compiler reports it, or another generator writes it.</summary>
    public static bool IsUnknown(ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Error } => true,
        IArrayTypeSymbol array => IsUnknown(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(IsUnknown) || (named.ContainingType is { } outer && IsUnknown(outer)),
        _ => false,
    };

    /// <summary>Whether a value of a type can be a type argument: not a span, nor a pointer.</summary>
    public static bool IsOrdinary(ITypeSymbol type) => type switch
    {
        IPointerTypeSymbol or IFunctionPointerTypeSymbol => false,
        { IsRefLikeType: true } => false,
        IArrayTypeSymbol array => IsOrdinary(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.All(IsOrdinary) && named.SpecialType is not (SpecialType.System_TypedReference or SpecialType.System_ArgIterator),
        _ => true,
    };

    /// <summary>Whether a type is <c>Task</c>, <c>ValueTask</c>, or one of them with a result.</summary>
    public static bool IsTask(ITypeSymbol type, out ITypeSymbol? result)
    {
        result = null;
        if (type is not INamedTypeSymbol { Name: "Task" or "ValueTask", ContainingType: null, ContainingNamespace: { Name: "Tasks", ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } } } task)
            return false;
        result = task.TypeArguments.FirstOrDefault();
        return true;
    }

    /// <summary>Whether a type is <c>IAsyncEnumerable&lt;T&gt;</c>: what a function yields that streams its results.</summary>
    public static bool IsStream(ITypeSymbol type, out ITypeSymbol? item)
    {
        item = null;
        if (type is not INamedTypeSymbol { Name: "IAsyncEnumerable", Arity: 1, ContainingType: null, ContainingNamespace: { Name: "Generic", ContainingNamespace: { Name: "Collections", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } } } stream)
            return false;
        item = stream.TypeArguments[0];
        return true;
    }

    /// <summary>The type of a function's result as its callers see it: of one result where it yields a stream, or takes several calls at once; <see langword="null"/> when there is none.</summary>
    public static ITypeSymbol? ResultOf(IMethodSymbol function) =>
        BatchReader.IsBatch(function) ? BatchReader.ResultOf(ReturnedBy(function)) ?? ReturnedBy(function) : ReturnedBy(function);

    /// <summary>The type of what a method returns, once awaited, or of one item where it yields a stream; <see langword="null"/> when there is none.</summary>
    public static ITypeSymbol? ReturnedBy(IMethodSymbol function)
    {
        if (IsTask(function.ReturnType, out var result) || IsStream(function.ReturnType, out result))
            return result;
        return function.ReturnsVoid ? null : function.ReturnType;
    }

    /// <summary>Whether a type is <c>System.</c> this name, without type arguments.</summary>
    public static bool IsSystem(ITypeSymbol type, string name) =>
        type is INamedTypeSymbol { Arity: 0, ContainingType: null, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } && type.Name == name;

    /// <summary>Whether a type is <c>System.Threading.CancellationToken</c>.</summary>
    public static bool IsCancellationToken(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "CancellationToken", ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };

    /// <summary>Why generated code in the same assembly can't name a member, or <see langword="null"/> when it can.</summary>
    public static string? WhyUnreachable(ISymbol member)
    {
        if (WhyHidden(member.DeclaredAccessibility) is { } reason)
            return $"it is {reason}";
        for (var type = member.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal)
                return $"its type '{type.Name}' is visible in one file only";
            if (WhyHidden(type.DeclaredAccessibility) is { } why)
                return $"its type '{type.Name}' is {why}";
            if (!type.CanBeReferencedByName)
                return "it is declared in an extension block";
        }
        return null;
    }

    /// <summary>Why nobody but the type itself, and what derives from it, sees a member; <see langword="null"/> when the assembly does.</summary>
    public static string? WhyHidden(Accessibility accessibility) => accessibility switch
    {
        Accessibility.Private => "private",
        Accessibility.Protected => "protected",
        Accessibility.ProtectedAndInternal => "private protected",
        _ => null,
    };

    /// <summary>Whether a type comes with .NET or one of its packages.</summary>
    public static bool IsFramework(INamedTypeSymbol type)
    {
        var scope = type.ContainingNamespace;
        while (scope is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
            scope = scope.ContainingNamespace;
        return scope is { Name: "System" or "Microsoft" } && type.DeclaringSyntaxReferences.IsEmpty;
    }
}
