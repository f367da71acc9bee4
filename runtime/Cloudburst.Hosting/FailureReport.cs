namespace Cloudburst.Hosting;

/// <summary>What a person sees of an error that ends the program: one sentence, and where it happened if that is in the program's own code.</summary>
internal static class FailureReport
{
    // Frames between the caller and the function, and what the compiler adds between awaits.
    private static readonly string[] Between =
    [
        "at Cloudburst.Client.", "at Cloudburst.CloudburstApplicationBuilder.", "at Cloudburst.CloudburstCalls.", "at Cloudburst.Executor.", "at Cloudburst.Generated.", "at Cloudburst.Hosting.",
        "at System.Runtime.CompilerServices.", "at System.Runtime.ExceptionServices.", "--- End of stack trace from previous location ---",
    ];

    /// <summary>Describes an error.</summary>
    public static string Of(Exception error)
    {
        var sentence = $"error: {error.Message}";
        if (error is not FunctionFailedException { InnerException: { } thrown })
            return sentence;
        var lines = new List<string> { sentence };
        lines.AddRange(OwnFrames(thrown.StackTrace));
        if (OwnFrames(error.StackTrace) is { Count: > 0 } callers)
        {
            lines.Add(" called by");
            lines.AddRange(callers);
        }
        return string.Join(Environment.NewLine, lines);
    }

    private static List<string> OwnFrames(string? stack) =>
    [
        .. (stack ?? "").Split('\n').Select(static line => line.TrimEnd())
            .Where(static line => line.Length > 0 && !Array.Exists(Between, part => line.AsSpan().TrimStart().StartsWith(part, StringComparison.Ordinal))),
    ];
}
