using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Cloudburst.Generators.Model;
using Cloudburst.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cloudburst.Generators;

/// <summary>Writes the constructor and the accessors of state classes. A member with a problem gets a body that throws, and a project in an older C# nothing; the analyzers say why.</summary>
[Generator(LanguageNames.CSharp)]
public sealed partial class StateGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var states = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                SdkNames.StateAttribute,
                static (node, _) => node is TypeDeclarationSyntax,
                static (found, token) => StateReader.Read((INamedTypeSymbol)found.TargetSymbol, [], token))
            .Where(static state => state is not null)
            .Select(static (state, _) => state!)
            .WithTrackingName(TrackingNames.States);

        var named = states
            .Collect()
            .Combine(context.ParseOptionsProvider.Select(static (options, _) => GeneratedLanguage.IsSpoken(options)))
            .SelectMany(static (all, _) => all.Right ? Name(all.Left) : [])
            .WithTrackingName(TrackingNames.NamedStates);

        context.RegisterSourceOutput(named, static (output, state) =>
            output.AddSource($"{state.HintName}.State.g.cs", Emitter.State(state.Model)));
    }

    // Two types may differ in case only, and file names must not.
    private static IEnumerable<NamedState> Name(ImmutableArray<StateModel> states) => states
        .GroupBy(state => Identifiers.Sanitize(state.Type.MetadataName), StringComparer.OrdinalIgnoreCase)
        .SelectMany(group => group.Select(state => new NamedState(
            state.Type.MetadataName.Replace('+', '.').Replace('`', '_') + (group.Count() > 1 ? "_" + Identifiers.Hash(state.Type.MetadataName) : ""),
            state)))
        .OrderBy(state => state.HintName, StringComparer.Ordinal);

    private sealed record NamedState(string HintName, StateModel Model);
}
