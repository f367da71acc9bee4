using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB4006: a static field that a function changes, itself or through a helper.</summary>
internal sealed class StaticStateRule : FieldChangeRule
{
    public override DiagnosticDescriptor Descriptor => Descriptors.StaticState;

    private protected override ISymbol? Kept(IOperation operation) => operation switch
    {
        IFieldReferenceOperation { Field: { IsStatic: true } field } when !IsPerThread(field) => field,
        IPropertyReferenceOperation { Property: { IsStatic: true } property } => property,
        _ => null,
    };

    private protected override ISymbol? KeptCollection(IOperation operation) => Kept(operation) switch
    {
        IPropertySymbol { SetMethod: null, ContainingType.DeclaringSyntaxReferences.IsEmpty: true } => null,
        var kept => kept,
    };

    private static bool IsPerThread(IFieldSymbol field) => field.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ThreadStaticAttribute");
}
