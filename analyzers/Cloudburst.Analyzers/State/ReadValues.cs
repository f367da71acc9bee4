using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>Which variables of a body hold something made of what a read gave. Order is not followed: once touched, always touched.</summary>
internal sealed class ReadValues
{
    private readonly IReadOnlyList<IOperation> _operations;
    private readonly Dictionary<IInvocationOperation, HashSet<ISymbol>> _touched = [];

    public ReadValues(IReadOnlyList<IOperation> operations) => _operations = operations;

    /// <summary>Whether an expression contains a read, or a variable that was made of it.</summary>
    public bool DependsOn(IOperation expression, IInvocationOperation read)
    {
        if (!_touched.TryGetValue(read, out var touched))
            _touched[read] = touched = Spread(read);
        return Contains(expression, read, touched);
    }

    private HashSet<ISymbol> Spread(IInvocationOperation read)
    {
        var touched = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        int before;
        do
        {
            before = touched.Count;
            foreach (var operation in _operations)
            {
                switch (operation)
                {
                    case IVariableDeclaratorOperation { Symbol: var local } declarator when declarator.GetVariableInitializer() is { } initializer && Contains(initializer.Value, read, touched):
                        touched.Add(local);
                        break;
                    case IAssignmentOperation assignment when assignment.Target.Variable() is { } variable && Contains(assignment.Value, read, touched):
                        touched.Add(variable);
                        break;
                    case IDeconstructionAssignmentOperation deconstruction when Contains(deconstruction.Value, read, touched):
                        touched.UnionWith(Declared(deconstruction.Target));
                        break;
                    case IIsPatternOperation pattern when Contains(pattern.Value, read, touched):
                        touched.UnionWith(Declared(pattern.Pattern));
                        break;
                    case IForEachLoopOperation loop when Contains(loop.Collection, read, touched):
                        touched.UnionWith(loop.Locals);
                        break;
                }
            }
        }
        while (touched.Count > before);
        return touched;
    }

    private static IEnumerable<ISymbol> Declared(IOperation operation)
    {
        foreach (var part in operation.DescendantsAndSelf())
        {
            if (part is IDeclarationPatternOperation { DeclaredSymbol: { } declared })
                yield return declared;
            if (part is IRecursivePatternOperation { DeclaredSymbol: { } recursive })
                yield return recursive;
            if (part.Variable() is { } variable)
                yield return variable;
        }
    }

    private static bool Contains(IOperation expression, IInvocationOperation read, HashSet<ISymbol> touched) => expression.DescendantsAndSelf()
        .Any(part => part == read || part.Variable() is { } variable && touched.Contains(variable));
}
