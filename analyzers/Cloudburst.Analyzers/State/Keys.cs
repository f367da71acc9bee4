using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>Where keys are written, and what can be said of their text.</summary>
internal static class Keys
{
    /// <summary>Whether an argument is a key: of the context, of the store, of a handle or of a reference.</summary>
    public static bool IsKey(IArgumentOperation argument, KnownSymbols symbols) =>
        argument is { Parameter: { Name: "key", Type.SpecialType: SpecialType.System_String, ContainingSymbol: IMethodSymbol { ContainingType: var type } } }
        && (type.Is(symbols.Context) || type.Is(symbols.StateStore) || symbols.IsHandle(type) || type.Is(symbols.Ref) || type.Is(symbols.RefFactory));

    /// <summary>The expression that a key was written as: that of the local variable it is, when it has one declaration in sight.</summary>
    public static IOperation Resolve(IOperation key)
    {
        key = key.Unwrap();
        if (key is not ILocalReferenceOperation { Local: var local })
            return key;
        IOperation root = key;
        while (root.Parent is not null)
            root = root.Parent;
        var isAssigned = false;
        IOperation? initializer = null;
        foreach (var operation in root.Descendants())
        {
            if (operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))
                initializer = declarator.GetVariableInitializer()?.Value.Unwrap();
            isAssigned |= operation is IAssignmentOperation assignment && SymbolEqualityComparer.Default.Equals(assignment.Target.Variable(), local);
        }
        return isAssigned ? key : initializer ?? key;
    }

    /// <summary>The key's text with <c>{}</c> for each value, or <see langword="null"/> when nothing of it is constant.</summary>
    public static string? Template(IOperation key)
    {
        key = Resolve(key);
        if (key.ConstantText() is { Length: > 0 } constant)
            return constant;
        if (key is IInvocationOperation { TargetMethod: { Name: "Create", ContainingType.SpecialType: SpecialType.System_String }, Arguments: { Length: 2 } arguments })
            key = arguments[1].Value.DescendantsAndSelf().OfType<IInterpolatedStringOperation>().FirstOrDefault() ?? key;
        if (key is not IInterpolatedStringOperation text)
            return null;
        var template = new StringBuilder();
        var isConstant = false;
        foreach (var part in text.Parts)
        {
            if (part is IInterpolatedStringTextOperation literal)
            {
                template.Append(literal.Text.ConstantText());
                isConstant = true;
            }
            else
            {
                template.Append("{}");
            }
        }
        return isConstant ? template.ToString() : null;
    }
}
