namespace Cloudburst.Cli.Calls;

/// <summary>Contracts as a person reads them.</summary>
internal static class Contracts
{
    /// <summary>A parameter list: <c>(string sku, int pieces)</c>.</summary>
    public static string Parameters(IEnumerable<FunctionParameter> parameters) =>
        $"({string.Join(", ", parameters.Select(static parameter => $"{Short(parameter.Type)} {parameter.Name}"))})";

    /// <summary>A type without its namespaces: <c>Dictionary&lt;string, Cart&gt;</c>.</summary>
    public static string Short(string type)
    {
        var text = new System.Text.StringBuilder(type.Length);
        var start = 0;
        for (var i = 0; i <= type.Length; i++)
        {
            if (i < type.Length && (char.IsLetterOrDigit(type[i]) || type[i] == '_'))
                continue;
            // Up to a dot it was a namespace, or an outer type.
            if (i == type.Length || type[i] != '.')
                text.Append(type, start, i - start).Append(i < type.Length ? type[i].ToString() : "");
            start = i + 1;
        }
        return text.ToString();
    }

    /// <summary>What a function's result is called.</summary>
    public static string Result(FunctionContract function) => function.Streams ? $"IAsyncEnumerable<{Result(function.ResultType)}>" : Result(function.ResultType);

    /// <summary>What a result is called: functions without one are <c>void</c> to a C# reader.</summary>
    public static string Result(string? type) => type is null ? "void" : Short(type);
}
