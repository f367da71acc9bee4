using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Cloudburst.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cloudburst.Generators.Model;

/// <summary>Reads a function from its method. The generator and the analyzer share it, so that what is not generated is always reported.</summary>
internal static class FunctionReader
{
    /// <summary>As many as the SDK's <c>Function</c> types have.</summary>
    public const int MaxWireParameters = 8;

    private const string ReservedPrefix = "cb.";

    /// <summary>Reads a method that carries the function attribute.</summary>
    /// <param name="method">The method.</param>
    /// <param name="problems">Receives every reason why it is not a function that code can be generated for.</param>
    /// <param name="token">Stops reading.</param>
    /// <returns>The function; <see langword="null"/> when there is a problem, or the compiler reports one.</returns>
    public static FunctionModel? Read(IMethodSymbol method, List<DeclarationProblem> problems, CancellationToken token)
    {
        if (Check(method, problems, token) is not { } parts)
            return null;
        var (attribute, name, parameters, owner, limits) = parts;
        var result = TypeFacts.ResultOf(method);
        var shell = TypeShell.Of(method.ContainingType);
        return new FunctionModel(
            name,
            attribute.FirstText() is not null,
            method.Name,
            shell,
            method.DeclaredAccessibility == Accessibility.Public,
            TypeFacts.IsTask(method.ReturnType, out _),
            TypeFacts.IsStream(method.ReturnType, out _),
            result is null ? null : TypeNames.Code(result),
            result is null ? null : TypeNames.Contract(result),
            parameters.ToEquatableArray(),
            Documentation.Summary(method, token),
            ObsoleteAttribute(method),
            FreeClientName(method.ContainingType, shell.JoinedName),
            owner,
            limits,
            LimitsReader.ReadBatch(method, attribute));
    }

    /// <summary>Looks for reasons why a method that carries the attribute is no function, without the work of writing it down.</summary>
    /// <returns>What the model is made of; <see langword="null"/> when there is a problem, or the compiler reports one.</returns>
    public static (AttributeData Attribute, string Name, IReadOnlyList<ParameterModel> Parameters, ClassModel? Class, LimitsModel Limits)? Check(IMethodSymbol method, List<DeclarationProblem> problems, CancellationToken token)
    {
        if (method.SdkAttribute("CloudburstFunctionAttribute") is not { } attribute || method.ContainingType is null)
            return null;
        if (method.MethodKind != MethodKind.Ordinary)
        {
            problems.Add(new(ProblemKind.NotReachable, method, NotOrdinary(method)));
            return null;
        }
        CheckShape(method, problems, token);
        var owner = method.IsStatic ? null : ClassReader.Read(method, problems);
        token.ThrowIfCancellationRequested();
        var name = ReadName(method, attribute, problems);
        var limits = LimitsReader.Read(method, attribute, problems);
        CheckResult(method, TypeFacts.ResultOf(method), problems);
        var parameters = ParameterReader.Read(method, problems);
        BatchReader.Check(method, parameters, problems);
        if (parameters.Count(parameter => parameter.IsWire) is > MaxWireParameters and var count)
            problems.Add(new(ProblemKind.TooManyParameters, method, count.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        var isUnknown = TypeFacts.IsUnknown(method.ReturnType) || method.Parameters.Any(parameter => TypeFacts.IsUnknown(parameter.Type));
        token.ThrowIfCancellationRequested();
        return problems.Count > 0 || isUnknown ? null : (attribute, name, parameters, owner, limits);
    }

    /// <summary>The name under which a method is registered, whether or not it is valid.</summary>
    public static string NameOf(IMethodSymbol method, AttributeData attribute) =>
        attribute.FirstText() ?? $"{string.Join(".", TypeShell.Chain(method.ContainingType).Select(type => type.Name))}.{method.Name}";

    /// <summary>A member of a type that is called as the class of its tokens is to be; of a type that the user has called so, the class is another part.</summary>
    public static ISymbol? RivalOfTokens(INamedTypeSymbol type) =>
        type.GetMembers(type.Name == "Functions" ? "Tokens" : "Functions").FirstOrDefault(member => member is not INamedTypeSymbol);

    private static void CheckShape(IMethodSymbol method, List<DeclarationProblem> problems, CancellationToken token)
    {
        if (method.IsStatic && (method.IsAbstract || method.IsVirtual))
            problems.Add(new(ProblemKind.NotReachable, method, "it is a virtual member of an interface"));
        if (TypeFacts.WhyUnreachable(method) is { } reason)
            problems.Add(new(ProblemKind.NotReachable, method, reason));
        var chain = TypeShell.Chain(method.ContainingType);
        if (method.IsGenericMethod)
            problems.Add(new(ProblemKind.Generic, method, "it has type parameters"));
        else if (chain.FirstOrDefault(type => type.IsGenericType) is { } generic)
            problems.Add(new(ProblemKind.Generic, method, $"its type '{generic.Name}' has type parameters"));
        if (method is { IsAsync: true, ReturnsVoid: true })
            problems.Add(new(ProblemKind.AsyncVoid, method));
        if (RivalOfTokens(method.ContainingType) is { } rival)
            problems.Add(new(ProblemKind.TokensName, rival, method.ContainingType.Name));
        foreach (var type in chain)
        {
            if (type.CanBeReferencedByName && !TypeShell.IsPartial(type, token))
                problems.Add(new(ProblemKind.NotPartial, type, $"the function '{method.Name}'"));
        }
    }

    private static string ReadName(IMethodSymbol method, AttributeData attribute, List<DeclarationProblem> problems)
    {
        var name = NameOf(method, attribute);
        if (WhyInvalid(name) is { } reason)
            problems.Add(new(ProblemKind.InvalidName, method, name, reason));
        return name;
    }

    private static string? WhyInvalid(string name)
    {
        if (name.Length == 0)
            return "it is empty";
        if (name.StartsWith(ReservedPrefix, System.StringComparison.OrdinalIgnoreCase))
            return $"names that start with '{ReservedPrefix}' are the system's own";
        foreach (var c in name)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('.' or '-' or '_'))
                return $"it contains '{c}'";
        }
        return null;
    }

    private static void CheckResult(IMethodSymbol method, ITypeSymbol? result, List<DeclarationProblem> problems)
    {
        if (method.ReturnsByRef || method.ReturnsByRefReadonly)
            problems.Add(new(ProblemKind.ResultCannotTravel, method, "it is returned by reference"));
        else if (result is not null && !TypeFacts.IsOrdinary(result))
            problems.Add(new(ProblemKind.ResultCannotTravel, method, $"a '{TypeNames.Short(result)}' lives on the stack"));
        else if (result is not null && TypeFacts.IsTask(result, out _))
            problems.Add(new(ProblemKind.ResultCannotTravel, method, $"the result of its task is another '{TypeNames.Short(result)}'"));
    }

    private static string NotOrdinary(IMethodSymbol method) => method.MethodKind switch
    {
        MethodKind.LocalFunction => "it is a local function",
        MethodKind.ExplicitInterfaceImplementation => "it implements an interface explicitly",
        _ => "it is not an ordinary method",
    };

    private static string? ObsoleteAttribute(IMethodSymbol method)
    {
        var attribute = method.GetAttributes().FirstOrDefault(found => found.AttributeClass is { } type && TypeFacts.IsSystem(type, "ObsoleteAttribute"));
        if (attribute is null)
            return null;
        var arguments = attribute.ConstructorArguments.Where(argument => argument.Kind == TypedConstantKind.Primitive).Select(argument => argument.ToCSharpString());
        return $"[global::System.Obsolete({string.Join(", ", arguments)})]";
    }

    // A user may have a type of this name already; another part of the project must not break because a function was added.
    private static string FreeClientName(INamedTypeSymbol type, string joinedName)
    {
        var scope = type.ContainingNamespace;
        var wanted = joinedName + "Client";
        return IsTaken(wanted) || IsTaken(wanted + "Extensions") ? joinedName + "FunctionsClient" : wanted;

        bool IsTaken(string name) => scope.GetTypeMembers(name, 0).Any(found => SymbolEqualityComparer.Default.Equals(found.ContainingAssembly, type.ContainingAssembly));
    }
}
