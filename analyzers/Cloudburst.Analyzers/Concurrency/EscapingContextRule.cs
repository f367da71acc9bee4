using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB4008: the context, the store or a state class kept where it outlives the invocation.</summary>
internal sealed class EscapingContextRule : BodyRule
{
    public override DiagnosticDescriptor Descriptor => Descriptors.EscapingContext;

    public override bool FollowsHelpers => false;

    public override string? Find(IOperation operation, KnownSymbols symbols)
    {
        if (operation is not IAssignmentOperation { Target: var target, Value: var value })
            return null;
        var type = value.Unwrap().Type;
        var isBound = type.IsOrDerivesFrom(symbols.Context) || type.Is(symbols.StateStore) || symbols.IsHandle(type) || KnownSymbols.IsStateClass(type);
        return isBound && IsStatic(target.Unwrap()) ? type!.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) : null;
    }

    private static bool IsStatic(IOperation target) => target switch
    {
        IFieldReferenceOperation field => field.Field.IsStatic,
        IPropertyReferenceOperation { Property.IsStatic: true } => true,
        // An element of a static dictionary or list.
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance } => IsStatic(instance.Unwrap()),
        IArrayElementReferenceOperation element => IsStatic(element.ArrayReference.Unwrap()),
        _ => false,
    };
}
