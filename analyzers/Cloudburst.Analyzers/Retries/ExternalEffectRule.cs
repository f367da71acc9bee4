using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>
/// CB3004: an effect outside that happens again when the request runs again. A function that reads its request id is taken to pass it on as an
/// idempotency key; PUT and DELETE are idempotent by definition.
/// </summary>
internal sealed class ExternalEffectRule : BodyRule
{
    public override DiagnosticDescriptor Descriptor => Descriptors.ExternalEffect;

    public override bool AppliesTo(FunctionBody function) => !function.Operations.Any(operation =>
        operation is IPropertyReferenceOperation { Property: { Name: "RequestId" } property } && property.ContainingType.IsOrDerivesFrom(function.Symbols.Context));

    public override string? Find(IOperation operation, KnownSymbols symbols)
    {
        if (operation is not IInvocationOperation { TargetMethod: var method } call)
            return null;
        var receiver = method.IsExtensionMethod ? call.Arguments.FirstOrDefault()?.Value.Unwrap().Type : call.Instance?.Type;
        var isEffect = method.Name switch
        {
            "PostAsync" or "PatchAsync" or "PostAsJsonAsync" or "PatchAsJsonAsync" => receiver.IsOrDerivesFrom(symbols.HttpClient),
            "ExecuteNonQuery" or "ExecuteNonQueryAsync" => receiver.IsOrDerivesFrom(symbols.DbCommand),
            "Send" or "SendMailAsync" or "SendAsync" => receiver.IsOrDerivesFrom(symbols.SmtpClient),
            _ => false,
        };
        return isEffect ? $"{receiver!.Name}.{method.Name}" : null;
    }
}
