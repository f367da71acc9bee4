using System.Collections.Generic;
using System.Linq;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cloudburst.Generators;

/// <summary>
/// Writes, for the functions of a project: their tokens and typed clients, the code that runs them, and the module that lists them. A declaration with
/// a problem gets nothing, and so does a project in an older C#; the analyzers say why.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed partial class FunctionGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var functions = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                SdkNames.FunctionAttribute,
                static (node, _) => node is MethodDeclarationSyntax,
                static (found, token) => FunctionReader.Read((IMethodSymbol)found.TargetSymbol, [], token))
            .Where(static function => function is not null)
            .Select(static (function, _) => function!)
            .WithTrackingName(TrackingNames.Functions);

        var isLanguage = context.ParseOptionsProvider
            .Select(static (options, _) => GeneratedLanguage.IsSpoken(options));

        var types = functions
            .Collect()
            .Combine(isLanguage)
            .SelectMany(static (all, _) => all.Right ? FunctionTypeModel.Group(all.Left) : [])
            .WithTrackingName(TrackingNames.FunctionTypes);

        var dags = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                SdkNames.DagAttribute,
                static (node, _) => node is PropertyDeclarationSyntax or MethodDeclarationSyntax,
                static (found, token) => DagReader.Read(found.TargetSymbol, [], token))
            .Where(static dag => dag is not null)
            .Select(static (dag, _) => dag!)
            .WithTrackingName(TrackingNames.Dags);

        var facts = context.CompilationProvider
            .Select(CompilationFacts.Of)
            .WithTrackingName(TrackingNames.Facts);

        var rootNamespace = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => NamespaceOf(options.GlobalOptions));

        var module = types.Collect().Combine(dags.Collect()).Combine(facts).Combine(rootNamespace)
            .Select(static (all, _) => ModuleModel.Of(all.Left.Left.Left, all.Left.Left.Right, all.Left.Right, all.Right))
            .WithTrackingName(TrackingNames.Module);

        context.RegisterSourceOutput(types, static (output, type) =>
            output.AddSource($"{type.HintName}.Functions.g.cs", Emitter.Tokens(type)));
        context.RegisterSourceOutput(types, static (output, type) =>
            output.AddSource($"{type.HintName}.Invokers.g.cs", Emitter.Invokers(type)));
        context.RegisterSourceOutput(module.Combine(isLanguage), static (output, item) =>
        {
            var (model, isSpoken) = item;
            if (!isSpoken)
                return;
            if (model.HasModule)
                output.AddSource("CloudburstModule.g.cs", Emitter.Module(model));
            if (model.Facts.Builders.Count > 0)
                output.AddSource("CloudburstRegistration.g.cs", Emitter.Registration(model));
        });
    }

    // The root namespace of a program in one file is made of the file's name, and nobody has a 'using' for it.
    private static string? NamespaceOf(AnalyzerConfigOptions options)
    {
        if (options.TryGetValue("build_property.FileBasedProgram", out var isFile) && isFile == "true")
            return "";
        return options.TryGetValue("build_property.RootNamespace", out var root) ? root : null;
    }
}
