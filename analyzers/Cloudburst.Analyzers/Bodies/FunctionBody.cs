using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>The code of one function, its lambdas and local functions included.</summary>
internal sealed class FunctionBody(IMethodSymbol method, ImmutableArray<IOperation> blocks, KnownSymbols symbols)
{
    public IMethodSymbol Method { get; } = method;

    public KnownSymbols Symbols { get; } = symbols;

    public IReadOnlyList<IOperation> Operations { get; } = blocks.SelectMany(block => block.DescendantsAndSelf()).ToList();

    public IParameterSymbol? Context => Method.Parameters.FirstOrDefault(parameter => parameter.Type.Is(Symbols.Context));

    public IParameterSymbol? Token => Method.Parameters.FirstOrDefault(parameter => parameter.Type.Is(Symbols.CancellationToken));
}
