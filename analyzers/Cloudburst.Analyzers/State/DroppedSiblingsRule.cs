using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB2006: every concurrent value of a register is read, and one of them taken.</summary>
internal static class DroppedSiblingsRule
{
    private static readonly string[] Takers = ["First", "FirstOrDefault", "Last", "LastOrDefault", "ElementAt", "ElementAtOrDefault"];

    public static void Analyze(IReadOnlyList<IOperation> operations, KnownSymbols symbols, Action<Diagnostic> report)
    {
        foreach (var operation in operations)
        {
            if (operation is IInvocationOperation { TargetMethod: var method } read && method.Name == "ReadAllAsync" && method.ContainingType.Is(symbols.Register)
                && read.OutermostTask().Parent is IAwaitOperation values && TakesOne(values, operations))
            {
                report(Diagnostic.Create(Descriptors.DroppedSiblings, read.NameLocation(), $"'{read.Instance?.Syntax}'"));
            }
        }
    }

    // On the spot, or all that is done with the variable it goes into.
    private static bool TakesOne(IOperation values, IReadOnlyList<IOperation> operations)
    {
        if (IsTaken(values))
            return true;
        if (values.Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } })
            return false;
        var uses = operations.OfType<ILocalReferenceOperation>().Where(use => SymbolEqualityComparer.Default.Equals(use.Local, local)).ToList();
        return uses.Any(IsTaken) && uses.All(use => IsTaken(use) || IsCount(use));
    }

    private static bool IsTaken(IOperation values)
    {
        var outer = values;
        while (outer.Parent is IConversionOperation or IParenthesizedOperation)
            outer = outer.Parent;
        return outer.Parent switch
        {
            IPropertyReferenceOperation { Property.IsIndexer: true } element => element.Instance == outer && element.Arguments[0].Value.ConstantValue.HasValue,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ContainingType.Name: "Enumerable" } method, Arguments: var arguments } } argument =>
                arguments[0] == argument && Takers.Contains(method.Name, StringComparer.Ordinal),
            _ => false,
        };
    }

    private static bool IsCount(IOperation use) => use.Parent is IPropertyReferenceOperation { Property.Name: "Count" };
}
