using System;
using System.Collections.Immutable;
using System.Linq;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>
/// CB7001 and CB7002: <c>new Function&lt;…&gt;("name")</c> and <c>new CloudburstRequest&lt;…&gt;("name", …)</c>, compared with the function of that name. A name that
/// resembles none in sight is left alone: its function may be in another package.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CallByNameAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.TypedTokenExists, Descriptors.CallMismatch);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols)
    {
        var index = FunctionIndex.Of(start.Compilation);
        start.RegisterOperationAction(context => Analyze((IObjectCreationOperation)context.Operation, index, symbols, context.ReportDiagnostic), OperationKind.ObjectCreation);
    }

    private static void Analyze(IObjectCreationOperation creation, FunctionIndex index, KnownSymbols symbols, Action<Diagnostic> report)
    {
        var isToken = creation.Type.IsSdk("Function");
        if (!isToken && !creation.Type.Is(symbols.Request) || creation.Type is not INamedTypeSymbol { TypeArguments: { Length: > 0 } types })
            return;
        var argument = creation.Arguments.ArgumentOf(isToken ? "Name" : "function");
        if (argument?.Value.ConstantText() is not { Length: > 0 } name)
            return;
        var functions = index.Find(name).ToList();
        if (functions.Count == 0)
        {
            if (index.Nearest(name) is { } nearest)
            {
                var properties = ImmutableDictionary<string, string?>.Empty.Add(DiagnosticProperties.Nearest, nearest);
                report(Diagnostic.Create(Descriptors.CallMismatch, argument.Value.Syntax.GetLocation(), properties, name, $"no function of that name is in sight; the nearest is '{nearest}'"));
            }
            return;
        }
        // Two functions of one name are CB0005's.
        if (functions.Count > 1)
            return;
        if (WhyMismatch(functions[0], types, isToken) is { } reason)
            report(Diagnostic.Create(Descriptors.CallMismatch, creation.Syntax.GetLocation(), name, reason));
        else if (isToken && TokenOf(functions[0]) is { } token)
        {
            var properties = ImmutableDictionary<string, string?>.Empty.Add(DiagnosticProperties.Token, TypeNames.Code(functions[0].ContainingType) + token);
            report(Diagnostic.Create(Descriptors.TypedTokenExists, creation.Syntax.GetLocation(), properties, name, functions[0].ContainingType.Name + token));
        }
    }

    private static string? WhyMismatch(IMethodSymbol function, ImmutableArray<ITypeSymbol> types, bool isToken)
    {
        if (types.Any(TypeFacts.IsUnknown) || types.Any(type => type.TypeKind == TypeKind.TypeParameter))
            return null;
        var result = TypeFacts.ResultOf(function);
        var asked = types[types.Length - 1];
        var returned = result is null ? "Unit" : TypeNames.Contract(result);
        var expected = asked.IsSdk("Unit") ? "Unit" : TypeNames.Contract(asked);
        if (returned.TrimEnd('?') != expected.TrimEnd('?'))
            return $"it returns '{(result is null ? "nothing" : TypeNames.Short(result))}', not '{TypeNames.Short(asked)}'";
        if (!isToken)
            return null;
        var parameters = ParameterReader.Read(function, []).Where(parameter => parameter.IsWire).ToList();
        if (parameters.Count != types.Length - 1)
            return $"it takes {parameters.Count} arguments, not {types.Length - 1}";
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].Contract != TypeNames.Contract(types[i]))
                return $"its parameter '{parameters[i].Name}' is a '{parameters[i].Contract}', not a '{TypeNames.Contract(types[i])}'";
        }
        return null;
    }

    private static string? TokenOf(IMethodSymbol function) =>
        function.ContainingType.GetTypeMembers("Functions").FirstOrDefault()?.GetMembers(function.Name).FirstOrDefault() is IPropertySymbol token ? $".Functions.{token.Name}" : null;
}
