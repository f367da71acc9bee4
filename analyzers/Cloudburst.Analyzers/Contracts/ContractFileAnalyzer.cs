using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Cloudburst.Analyzers;

/// <summary>
/// CB5004 to CB5007: functions and shapes of state, compared with the file that says what other processes rely on. A project without the file is not compared;
/// the hidden CB5006 offers to write it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContractFileAnalyzer : CloudburstAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        Descriptors.FunctionContract, Descriptors.StateContract, Descriptors.NoContractFile, Descriptors.NotRetired);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols)
    {
        var file = start.Options.AdditionalFiles.FirstOrDefault(candidate => Path.GetFileName(candidate.Path) == ContractText.FileName);
        if (file?.GetText(start.CancellationToken) is not { } text)
        {
            OfferFile(start, symbols);
            return;
        }
        var lines = Lines(text);
        start.RegisterSymbolAction(context => CheckFunction(context, lines, symbols), SymbolKind.Method);
        start.RegisterSymbolAction(context => CheckState(context, lines, symbols), SymbolKind.NamedType);
        var index = FunctionIndex.Of(start.Compilation);
        start.RegisterAdditionalFileAction(context =>
        {
            if (context.AdditionalFile == file)
                CheckRetired(context, text, index);
        });
    }

    private static void OfferFile(CompilationStartAnalysisContext start, KnownSymbols symbols)
    {
        var lines = new ConcurrentBag<string>();
        var functions = new ConcurrentBag<Location>();
        start.RegisterSymbolAction(context =>
        {
            if (context.Symbol is INamedTypeSymbol type && KnownSymbols.IsStateClass(type))
            {
                foreach (var shape in ContractText.Shapes(type, symbols))
                    lines.Add(ContractText.Of(shape));
            }
            else if (context.Symbol is IMethodSymbol method && FunctionIndex.IsFunction(method))
            {
                lines.Add(ContractText.Of(method));
                functions.Add(method.Locations.FirstOrDefault() ?? Location.None);
            }
        }, SymbolKind.NamedType, SymbolKind.Method);
        start.RegisterCompilationEndAction(context =>
        {
            var first = functions.OrderBy(location => location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(location => location.SourceSpan.Start).FirstOrDefault();
            if (first is not null)
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.NoContractFile, first, With(ContractText.File(lines)), ContractText.FileName));
        });
    }

    private static void CheckFunction(SymbolAnalysisContext context, Dictionary<string, string> lines, KnownSymbols symbols)
    {
        if (context.Symbol is not IMethodSymbol method || !symbols.IsFunction(method) || !FunctionIndex.IsFunction(method))
            return;
        var line = ContractText.Of(method);
        var known = lines.TryGetValue(ContractText.Subject(line), out var found) ? found : null;
        if (known == line)
            return;
        var reason = known is null ? $"{ContractText.FileName} does not have it" : $"{ContractText.FileName} has '{known.Substring(known.IndexOf('('))}'";
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.FunctionContract, method.Locations.FirstOrDefault() ?? Location.None, With(line), Problems.NameOf(method), reason));
    }

    private static void CheckState(SymbolAnalysisContext context, Dictionary<string, string> lines, KnownSymbols symbols)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!KnownSymbols.IsStateClass(type))
            return;
        foreach (var shape in ContractText.Shapes(type, symbols))
        {
            var line = ContractText.Of(shape);
            if (!lines.TryGetValue(ContractText.Subject(line), out var known))
                continue;
            var now = ContractText.Members(line);
            foreach (var member in ContractText.Members(known))
            {
                var change = !now.TryGetValue(member.Key, out var present) ? "is gone" : present != member.Value ? $"was '{member.Value}' and is '{present}'" : null;
                if (change is not null)
                    context.ReportDiagnostic(Diagnostic.Create(Descriptors.StateContract, shape.Locations.FirstOrDefault() ?? Location.None, With(line), shape.Name, member.Key, change));
            }
        }
    }

    private static void CheckRetired(AdditionalFileAnalysisContext context, SourceText text, FunctionIndex index)
    {
        foreach (var line in text.Lines)
        {
            var content = line.ToString().Trim();
            if (!content.StartsWith("function ", StringComparison.Ordinal))
                continue;
            var name = ContractText.Subject(content).Substring("function ".Length);
            if (index.Find(name).Any())
                continue;
            var place = Location.Create(context.AdditionalFile.Path, line.Span, text.Lines.GetLinePositionSpan(line.Span));
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.NotRetired, place, name));
        }
    }

    private static Dictionary<string, string> Lines(SourceText text)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Lines.Select(line => line.ToString().Trim()).Where(line => line.Length > 0 && line[0] is not ('#' or '*')))
            lines[ContractText.Subject(line)] = line;
        return lines;
    }

    private static ImmutableDictionary<string, string?> With(string text) => ImmutableDictionary<string, string?>.Empty.Add(DiagnosticProperties.Text, text);
}
