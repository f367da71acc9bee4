using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB4007: a field of its object that an instance function changes. All calls on an executor share the object, and no other executor sees it.</summary>
internal sealed class InstanceStateRule : FieldChangeRule
{
    public override DiagnosticDescriptor Descriptor => Descriptors.InstanceState;

    // A helper may be another object's, which changes for this call alone.
    public override bool FollowsHelpers => false;

    public override bool AppliesTo(FunctionBody function) => !function.Method.IsStatic;

    private protected override ISymbol? Kept(IOperation operation) => operation switch
    {
        IFieldReferenceOperation { Field: var field, Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } => field,
        IPropertyReferenceOperation { Property: var property, Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } => property,
        // A parameter of the primary constructor is a field that has no name of its own.
        IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter } => parameter,
        _ => null,
    };
}
