using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Cloudburst.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Analyzers;

/// <summary>
/// The functions of a compilation and of the modules that it references, by name; case does not count, as names end up in URLs and file names. Built once per
/// compilation, by whoever asks first.
/// </summary>
internal sealed class FunctionIndex
{
    private static readonly ConditionalWeakTable<Compilation, FunctionIndex> Indexes = new();

    private readonly Lazy<ILookup<string, IMethodSymbol>> _byName;

    // It does not keep an exception, as an analysis that was cancelled is asked again.
    private FunctionIndex(Compilation compilation) => _byName = new(
        () => Assemblies(compilation).SelectMany(assembly => FindFunctions(assembly.GlobalNamespace)).ToLookup(NameOf, StringComparer.OrdinalIgnoreCase),
        LazyThreadSafetyMode.PublicationOnly);

    public static FunctionIndex Of(Compilation compilation) => Indexes.GetValue(compilation, static compilation => new FunctionIndex(compilation));

    /// <summary>The functions that a name could mean.</summary>
    public IEnumerable<IMethodSymbol> Find(string name) => _byName.Value[name];

    /// <summary>The name that is meant by one that nobody has: one slip of the finger away. Digits are no slips.</summary>
    public string? Nearest(string name) => _byName.Value
        .Select(group => NameOf(group.First()))
        .Where(known => Distance.IsSlip(name, known))
        .OrderBy(known => known, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>The name under which a function is registered.</summary>
    public static string NameOf(IMethodSymbol method) => FunctionReader.NameOf(method, method.SdkAttribute("CloudburstFunctionAttribute")!);

    /// <summary>Whether a method is a function that an index would list.</summary>
    public static bool IsFunction(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Ordinary && method.PartialDefinitionPart is null && method.SdkAttribute("CloudburstFunctionAttribute") is not null;

    private static IEnumerable<IAssemblySymbol> Assemblies(Compilation compilation)
    {
        yield return compilation.Assembly;
        foreach (var reference in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            // Reading attributes is slow enough to ask first whether the assembly can carry ours.
            if (reference.Modules.Any(module => module.ReferencedAssemblies.Any(identity => identity.Name == "Cloudburst.Sdk"))
                && reference.GetAttributes().Any(attribute => attribute.AttributeClass.IsSdk("CloudburstModuleAttribute")))
            {
                yield return reference;
            }
        }
    }

    private static IEnumerable<IMethodSymbol> FindFunctions(INamespaceOrTypeSymbol scope)
    {
        foreach (var member in scope.GetMembers())
        {
            if (member is INamespaceOrTypeSymbol inner)
            {
                foreach (var function in FindFunctions(inner))
                    yield return function;
            }
            else if (member is IMethodSymbol method && IsFunction(method))
            {
                yield return method;
            }
        }
    }
}
