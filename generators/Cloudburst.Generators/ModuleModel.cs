using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Cloudburst.Generators.Model;
using Cloudburst.Generators.Text;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Generators;

/// <summary>The few facts about a compilation that the module's code depends on.</summary>
/// <param name="AssemblyName">The assembly's name.</param>
/// <param name="HasSdk">Whether the SDK is referenced.</param>
/// <param name="Builders">The host builders that are referenced, as code.</param>
/// <param name="ReferencedModules">The modules of referenced assemblies, as code, in the order of their names.</param>
internal sealed record CompilationFacts(
    string AssemblyName, bool HasSdk, EquatableArray<string> Builders, EquatableArray<string> ReferencedModules)
{
    private static readonly string[] BuilderNames =
    [
        "Cloudburst.CloudburstApplicationBuilder",
        "Cloudburst.Testing.CloudburstTestHostBuilder",
    ];

    public static CompilationFacts Of(Compilation compilation, CancellationToken token)
    {
        var attribute = compilation.GetTypeByMetadataName(SdkNames.ModuleAttribute);
        if (attribute is null)
            return new CompilationFacts(compilation.AssemblyName ?? "", HasSdk: false, default, default);
        var builders = BuilderNames.Where(name => compilation.GetTypeByMetadataName(name) is { } type && TakesModules(type)).Select(name => "global::" + name);
        return new CompilationFacts(
            compilation.AssemblyName ?? "", HasSdk: true, builders.ToEquatableArray(), ModulesOf(compilation, attribute, token).ToEquatableArray());
    }

    private static bool TakesModules(INamedTypeSymbol type) => type.DeclaredAccessibility == Accessibility.Public
        && type.GetMembers("AddModule").OfType<IMethodSymbol>().Any(method =>
            method is { IsStatic: false, DeclaredAccessibility: Accessibility.Public, Parameters.Length: 1 } && method.Parameters[0].Type.IsSdk("FunctionModule"));

    private static IEnumerable<string> ModulesOf(Compilation compilation, INamedTypeSymbol attribute, CancellationToken token)
    {
        var sdk = attribute.ContainingAssembly.Identity.Name;
        var modules = new List<string>();
        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            token.ThrowIfCancellationRequested();
            // Reading attributes is slow enough to ask first whether the assembly can carry ours, of whatever version.
            if (!assembly.Modules.Any(module => module.ReferencedAssemblies.Any(referenced => referenced.Name == sdk)))
                continue;
            foreach (var data in assembly.GetAttributes())
            {
                if (SymbolEqualityComparer.Default.Equals(data.AttributeClass, attribute)
                    && data.ConstructorArguments.FirstOrDefault().Value is INamedTypeSymbol { DeclaredAccessibility: Accessibility.Public } module)
                {
                    modules.Add(TypeNames.Code(module));
                }
            }
        }
        return modules.OrderBy(name => name, StringComparer.Ordinal);
    }
}

/// <summary>What an assembly's module lists.</summary>
/// <param name="Facts">The compilation's facts.</param>
/// <param name="Namespace">Where the registration goes; empty for the global namespace.</param>
/// <param name="Functions">The functions: their registered names and the descriptors' code, ordered by name.</param>
/// <param name="Dags">The DAGs' code, ordered.</param>
internal sealed record ModuleModel(
    CompilationFacts Facts, string Namespace, EquatableArray<ListedFunction> Functions, EquatableArray<string> Dags)
{
    /// <summary>Whether there is anything to list.</summary>
    public bool HasModule => Functions.Count > 0 || Dags.Count > 0;

    /// <summary>The module's name: made of the assembly's, so that an application sees those of all its libraries side by side.</summary>
    public string Name
    {
        get
        {
            var name = Facts.AssemblyName;
            var isPlain = name.All(c => char.IsLetterOrDigit(c) || c == '.');
            return Identifiers.Sanitize(name) + (isPlain ? "" : "_" + Identifiers.Hash(name)) + "Module";
        }
    }

    public static ModuleModel Of(
        IEnumerable<FunctionTypeModel> types, IEnumerable<DagModel> dags, CompilationFacts facts, string? rootNamespace)
    {
        var listed = types.ToList();
        // A program in one file has its functions in the global namespace and no 'using' for another one; one that begins has none yet.
        var isGlobal = listed.Count == 0 || listed.Any(type => type.Type.Namespace.Length == 0);
        var root = string.IsNullOrWhiteSpace(rootNamespace) ? facts.AssemblyName : rootNamespace!;
        var scope = string.Join(".", root.Split('.').Select(part => Identifiers.Escape(Identifiers.Sanitize(part.Trim()))));
        return new ModuleModel(
            facts,
            isGlobal || rootNamespace is "" ? "" : scope,
            listed
                .SelectMany(type => type.Functions.Select(function =>
                    new ListedFunction(function.Model.Name, $"{type.InvokersName}.{Identifiers.Escape(function.Token)}")))
                .OrderBy(function => function.Name, StringComparer.Ordinal)
                .ThenBy(function => function.Descriptor, StringComparer.Ordinal)
                .ToEquatableArray(),
            dags.Select(dag => dag.Expression).Distinct().OrderBy(code => code, StringComparer.Ordinal).ToEquatableArray());
    }
}

/// <summary>A function in the module's list.</summary>
internal sealed record ListedFunction(string Name, string Descriptor);
