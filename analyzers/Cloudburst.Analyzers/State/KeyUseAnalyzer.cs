using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>
/// CB2003 and CB2004: one key used as two kinds of lattice, or with two types of value, anywhere in the project. Compared are keys of state classes, of
/// <c>[FromState]</c>, of handles made by hand, of references and of the context; what most places do is taken to be meant.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KeyUseAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.MixedKinds, Descriptors.MixedTypes);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols)
    {
        var uses = new ConcurrentBag<KeyUse>();
        start.RegisterSymbolAction(context => Collect((INamedTypeSymbol)context.Symbol, symbols, uses), SymbolKind.NamedType);
        start.RegisterSymbolAction(context => Collect((IMethodSymbol)context.Symbol, symbols, uses), SymbolKind.Method);
        start.RegisterOperationAction(context => Collect((IArgumentOperation)context.Operation, symbols, uses), OperationKind.Argument);
        start.RegisterCompilationEndAction(context => Report(uses, context.ReportDiagnostic));
    }

    private static void Collect(INamedTypeSymbol type, KnownSymbols symbols, ConcurrentBag<KeyUse> uses)
    {
        if (type.SdkAttribute("CloudburstStateAttribute")?.FirstText() is not { Length: > 0 } prefix)
            return;
        foreach (var accessor in type.GetMembers().OfType<IMethodSymbol>().Where(method => method.IsPartialDefinition && symbols.IsHandle(method.ReturnType)))
        {
            var key = $"{prefix}/{accessor.Name.ToLowerInvariant()}{string.Concat(accessor.Parameters.Select(_ => "/{}"))}";
            uses.Add(new KeyUse(key, accessor.ReturnType.Name, ValueType(accessor.ReturnType), accessor.Locations.FirstOrDefault(), Problems.NameOf(accessor), IsDeclaration: true));
        }
    }

    private static void Collect(IMethodSymbol method, KnownSymbols symbols, ConcurrentBag<KeyUse> uses)
    {
        if (method.PartialDefinitionPart is not null || !symbols.IsFunction(method))
            return;
        foreach (var parameter in method.Parameters)
        {
            if (parameter.SdkAttribute("FromStateAttribute")?.FirstText() is not { } template || KeyTemplate.TryParse(template, out var parts) is not null)
                continue;
            var key = string.Concat(parts.Select(part => part.IsParameter ? "{}" : part.Text));
            if (parts.Any(part => !part.IsParameter))
                uses.Add(new KeyUse(key, "Register", BatchReader.TypeOf(parameter), parameter.Locations.FirstOrDefault(), Problems.NameOf(method), IsDeclaration: false));
        }
    }

    private static void Collect(IArgumentOperation argument, KnownSymbols symbols, ConcurrentBag<KeyUse> uses)
    {
        if (!Keys.IsKey(argument, symbols) || argument.Parameter?.ContainingSymbol is not IMethodSymbol method || Keys.Template(argument.Value) is not { } key)
            return;
        var (kind, value) = method switch
        {
            { MethodKind: MethodKind.Constructor } when symbols.IsHandle(method.ContainingType) => (method.ContainingType.Name, ValueType(method.ContainingType)),
            { MethodKind: MethodKind.Constructor } when method.ContainingType.Is(symbols.Ref) => ("Register", method.ContainingType.TypeArguments[0]),
            { Name: "To" } when method.ContainingType.Is(symbols.RefFactory) => ("Register", method.TypeArguments[0]),
            { Name: "GetAsync" or "PutAsync" } when method.ContainingType.Is(symbols.Context) => ("Register", method.TypeArguments[0]),
            _ => ("", null),
        };
        if (kind.Length == 0 || value is { TypeKind: TypeKind.TypeParameter })
            return;
        var place = argument.SemanticModel?.GetEnclosingSymbol(argument.Syntax.SpanStart);
        while (place is IMethodSymbol { MethodKind: MethodKind.LambdaMethod or MethodKind.LocalFunction })
            place = place.ContainingSymbol;
        uses.Add(new KeyUse(key, kind, value, argument.Value.Syntax.GetLocation(), place is null ? "" : Problems.NameOf(place), IsDeclaration: false));
    }

    private static ITypeSymbol? ValueType(ITypeSymbol handle) => (handle as INamedTypeSymbol)?.TypeArguments.FirstOrDefault();

    private static void Report(IEnumerable<KeyUse> uses, Action<Diagnostic> report)
    {
        foreach (var key in uses.GroupBy(use => use.Key, StringComparer.Ordinal))
        {
            var ordered = key
                .OrderByDescending(use => use.IsDeclaration)
                .ThenBy(use => use.Location?.SourceTree?.FilePath, StringComparer.Ordinal)
                .ThenBy(use => use.Location?.SourceSpan.Start)
                .ToList();
            var kinds = MostFirst(ordered, use => use.Kind);
            foreach (var other in kinds.Skip(1).SelectMany(group => group))
                report(Diagnostic.Create(Descriptors.MixedKinds, other.Location, key.Key, other.Kind, kinds[0].Key, $"'{kinds[0].First().Place}'"));
            var types = MostFirst(kinds[0].Where(use => use.Value is not null), use => TypeNames.Contract(use.Value!).TrimEnd('?'));
            foreach (var other in types.Skip(1).SelectMany(group => group))
                report(Diagnostic.Create(Descriptors.MixedTypes, other.Location, key.Key, TypeNames.Short(other.Value!), TypeNames.Short(types[0].First().Value!), $"'{types[0].First().Place}'"));
        }
    }

    // A state class says what a key is; among the rest the majority does, and the first of equals.
    private static List<IGrouping<string, KeyUse>> MostFirst(IEnumerable<KeyUse> uses, Func<KeyUse, string> by) => uses
        .GroupBy(by, StringComparer.Ordinal)
        .OrderByDescending(group => group.Any(use => use.IsDeclaration))
        .ThenByDescending(group => group.Count())
        .ToList();

    private sealed record KeyUse(string Key, string Kind, ITypeSymbol? Value, Location? Location, string Place, bool IsDeclaration);
}
