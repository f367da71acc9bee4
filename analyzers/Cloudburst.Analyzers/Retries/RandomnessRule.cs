using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB3003: random numbers without a seed. Numbers for cryptography are meant to be unpredictable and are left alone.</summary>
internal sealed class RandomnessRule : BodyRule
{
    public override DiagnosticDescriptor Descriptor => Descriptors.Randomness;

    public override string? Find(IOperation operation, KnownSymbols symbols) => operation switch
    {
        IPropertyReferenceOperation { Property: { Name: "Shared" } property } when property.ContainingType.Is(symbols.Random) => "Random.Shared",
        IObjectCreationOperation { Arguments.IsEmpty: true, Type: { } type } when type.Is(symbols.Random) => "new Random()",
        _ => null,
    };
}
