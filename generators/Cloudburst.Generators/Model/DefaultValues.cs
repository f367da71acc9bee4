using System;
using System.Globalization;
using Cloudburst.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cloudburst.Generators.Model;

/// <summary>Default values of parameters, as code.</summary>
internal static class DefaultValues
{
    /// <summary>The default value; <see langword="null"/> when the argument must be given.</summary>
    public static string? Of(IParameterSymbol parameter)
    {
        if (!parameter.HasExplicitDefaultValue)
            return null;
        if (parameter.ExplicitDefaultValue is not { } value)
            return parameter.Type.IsValueType ? "default" : "default!";
        var type = parameter.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : parameter.Type;
        return type.TypeKind == TypeKind.Enum ? $"({TypeNames.Code(type)})({Literal(value)})" : Literal(value);
    }

    private static string Literal(object value) => value switch
    {
        float number when float.IsNaN(number) || float.IsInfinity(number) => $"(float)({Literal((double)number)})",
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
        double number when double.IsNaN(number) => "double.NaN",
        double number when double.IsInfinity(number) => number > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity",
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "d",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "m",
        _ => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false),
    };
}
