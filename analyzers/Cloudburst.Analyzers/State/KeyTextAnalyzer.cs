using System;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cloudburst.Analyzers;

/// <summary>CB2009: a key whose text depends on culture or clock. CB2010: a constant key that no store takes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KeyTextAnalyzer : CloudburstAnalyzer
{
    /// <summary>As the store has it (KvsLimits.MaxKeyBytes).</summary>
    private const int MaxKeyBytes = 512;

    private static readonly string[] InvariantFormats = ["o", "O", "r", "R", "s", "u"];
    private static readonly WallClockRule Clock = new();

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.CultureKey, Descriptors.InvalidKey);

    private protected override void Start(CompilationStartAnalysisContext start, KnownSymbols symbols) =>
        start.RegisterOperationAction(context => Analyze(context, symbols), OperationKind.Argument);

    private static void Analyze(OperationAnalysisContext context, KnownSymbols symbols)
    {
        var argument = (IArgumentOperation)context.Operation;
        if (!Keys.IsKey(argument, symbols))
            return;
        var key = Keys.Resolve(argument.Value);
        if (key.ConstantText() is { } text && WhyInvalid(text) is { } reason)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.InvalidKey, argument.Value.Syntax.GetLocation(), text.Substring(0, Math.Min(text.Length, 40)), reason));
        else if (FindChanging(key, symbols) is { } part)
        {
            var properties = IsClock(part, symbols) ? ImmutableDictionary<string, string?>.Empty.Add(DiagnosticProperties.Clock, "") : ImmutableDictionary<string, string?>.Empty;
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.CultureKey, key.Syntax.GetLocation(), properties, $"'{part.Syntax}'"));
        }
    }

    private static string? WhyInvalid(string key) => key.Length == 0
        ? "it is empty"
        : Encoding.UTF8.GetByteCount(key) > MaxKeyBytes ? $"it is longer than {MaxKeyBytes} bytes" : null;

    private static IOperation? FindChanging(IOperation key, KnownSymbols symbols) => key switch
    {
        IInterpolatedStringOperation text => text.Parts.OfType<IInterpolationOperation>().Select(part => FindIn(part, symbols)).FirstOrDefault(found => found is not null),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => FindChanging(sum.LeftOperand.Unwrap(), symbols) ?? FindChanging(sum.RightOperand.Unwrap(), symbols),
        IInvocationOperation { TargetMethod: { Name: "ToString", Parameters.IsEmpty: true }, Instance: { } value } => IsChanging(value, symbols) ? value : null,
        _ => IsChanging(key, symbols) ? key : null,
    };

    private static IOperation? FindIn(IInterpolationOperation part, KnownSymbols symbols)
    {
        var value = part.Expression.Unwrap();
        var isFixed = part.FormatString is ILiteralOperation { ConstantValue.Value: string format } && InvariantFormats.Contains(format, StringComparer.Ordinal);
        return IsClock(value, symbols) || !isFixed && IsChanging(value, symbols) ? value : null;
    }

    private static bool IsChanging(IOperation value, KnownSymbols symbols) => IsClock(value, symbols) || value.Type switch
    {
        { SpecialType: SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal or SpecialType.System_DateTime } => true,
        { Name: "DateTimeOffset" or "DateOnly" or "TimeOnly" or "Half", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => true,
        _ => false,
    };

    private static bool IsClock(IOperation value, KnownSymbols symbols) => value.DescendantsAndSelf().Any(part => Clock.Find(part, symbols) is not null);
}
