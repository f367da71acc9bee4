using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB3002: the machine's clock, which differs in every run of one request and which no test can set.</summary>
internal sealed class WallClockRule : BodyRule
{
    public override DiagnosticDescriptor Descriptor => Descriptors.WallClock;

    public override string? Find(IOperation operation, KnownSymbols symbols) => operation switch
    {
        IPropertyReferenceOperation { Property: { IsStatic: true } property } when IsClock(property, symbols) => $"{property.ContainingType.Name}.{property.Name}",
        IInvocationOperation { TargetMethod: { IsStatic: true, Name: "GetTimestamp" or "StartNew" } method } when method.ContainingType.Is(symbols.Stopwatch) =>
            $"Stopwatch.{method.Name}",
        _ => null,
    };

    private static bool IsClock(IPropertySymbol property, KnownSymbols symbols) => property.Name switch
    {
        "Now" or "UtcNow" or "Today" => property.ContainingType.Is(symbols.DateTime) || property.ContainingType.Is(symbols.DateTimeOffset),
        "TickCount" or "TickCount64" => property.ContainingType.Is(symbols.Environment),
        "System" => property.ContainingType.Is(symbols.TimeProvider),
        _ => false,
    };
}
