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
        return isBound && OutlivesTheCall(target.Unwrap()) ? type!.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) : null;
    }

    // A static member, or one of the object that an instance function shares with all other calls.
    private static bool OutlivesTheCall(IOperation target) => target switch
    {
        IFieldReferenceOperation field => field.Field.IsStatic || IsOwn(field.Instance),
        // An element of such a dictionary or list.
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance } => OutlivesTheCall(instance.Unwrap()),
        IPropertyReferenceOperation property => property.Property.IsStatic || IsOwn(property.Instance),
        IArrayElementReferenceOperation element => OutlivesTheCall(element.ArrayReference.Unwrap()),
        _ => false,
    };

    private static bool IsOwn(IOperation? instance) => instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance };
}
