using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Cloudburst.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Cloudburst.CodeFixes;

/// <summary>Fixes CB5004, CB5005 and CB5006: writes the lines that the diagnostics carry into the contracts file, or creates it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ContractFileCodeFix)), Shared]
public sealed class ContractFileCodeFix : CodeFixProvider
{
    private const string FileName = "CloudburstContracts.txt";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.Create(DiagnosticIds.FunctionContract, DiagnosticIds.StateContract, DiagnosticIds.NoContractFile);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => AllLines.Instance;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            var title = diagnostic.Id == DiagnosticIds.NoContractFile ? $"Create {FileName}" : $"Update {FileName}";
            context.RegisterCodeFix(
                CodeAction.Create(title, token => WriteAsync(context.Document.Project, ImmutableArray.Create(diagnostic), token), equivalenceKey: nameof(ContractFileCodeFix)), diagnostic);
        }
        return Task.CompletedTask;
    }

    private static async Task<Solution> WriteAsync(Project project, ImmutableArray<Diagnostic> diagnostics, CancellationToken token)
    {
        var texts = diagnostics.Select(diagnostic => diagnostic.Properties.TryGetValue(DiagnosticProperties.Text, out var text) ? text : null).OfType<string>().Distinct().ToList();
        var file = project.AdditionalDocuments.FirstOrDefault(document => document.Name == FileName);
        if (file is null)
        {
            var path = project.FilePath is null ? null : Path.Combine(Path.GetDirectoryName(project.FilePath)!, FileName);
            return project.AddAdditionalDocument(FileName, string.Concat(texts), filePath: path).Project.Solution;
        }
        var lines = (await file.GetTextAsync(token).ConfigureAwait(false)).ToString().Replace("\r\n", "\n").TrimEnd('\n').Split('\n').ToList();
        foreach (var text in texts)
            Put(lines, text);
        return project.Solution.WithAdditionalDocumentText(file.Id, SourceText.From(string.Join("\n", lines) + "\n"));
    }

    // In the place of the line about the same thing, or where the order of the names puts it.
    private static void Put(List<string> lines, string line)
    {
        var known = lines.FindIndex(other => Subject(other) == Subject(line));
        if (known >= 0)
        {
            lines[known] = line;
            return;
        }
        var after = lines.FindLastIndex(other => other.StartsWith("#", StringComparison.Ordinal) || string.CompareOrdinal(other, line) < 0 && !other.StartsWith("*", StringComparison.Ordinal));
        lines.Insert(after + 1, line);
    }

    private static string Subject(string line)
    {
        var end = line.IndexOfAny(['(', '{']);
        return (end < 0 ? line : line.Substring(0, end)).TrimEnd();
    }

    /// <summary>One file takes the lines of a whole project.</summary>
    private sealed class AllLines : FixAllProvider
    {
        public static readonly AllLines Instance = new();

        public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
        {
            var diagnostics = await context.GetAllDiagnosticsAsync(context.Project).ConfigureAwait(false);
            return CodeAction.Create($"Update {FileName}", token => WriteAsync(context.Project, diagnostics, token), nameof(ContractFileCodeFix));
        }
    }
}
