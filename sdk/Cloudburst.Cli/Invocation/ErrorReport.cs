using System.Text.Json;
using Cloudburst.Cli.Output;
using Spectre.Console;

namespace Cloudburst.Cli.Invocation;

/// <summary>Tells what went wrong: the cause and the next step, on the error output.</summary>
internal static class ErrorReport
{
    private static readonly Dictionary<string, string> NoDetails = [];

    /// <returns>The exit code.</returns>
    public static int Write(Terminal terminal, Exception error, bool json, bool verbose)
    {
        var (exitCode, document) = Describe(error);
        if (json)
        {
            terminal.Error.Profile.Out.Writer.WriteLine(JsonSerializer.Serialize(
                new { Error = verbose ? document with { Trace = error.ToString() } : document }, JsonOutput.Document));
            return exitCode;
        }
        WriteSentence(terminal, document.Message);
        if (document.Exception is { } thrown)
            terminal.Error.Profile.Out.Writer.WriteLine($"  {thrown.Type}: {thrown.Message}");
        if (verbose)
        {
            foreach (var (key, value) in document.Details)
                terminal.Error.Profile.Out.Writer.WriteLine($"  {key} = {value}");
            terminal.Error.Profile.Out.Writer.WriteLine(error.ToString());
        }
        return exitCode;
    }

    /// <summary>One line that begins with <c>error:</c>.</summary>
    public static void WriteSentence(Terminal terminal, string message)
    {
        terminal.Error.Write(new Text("error:", new Style(Color.Red)));
        terminal.Error.Profile.Out.Writer.WriteLine($" {message}");
    }

    private static (int ExitCode, ErrorDocument Document) Describe(Exception error) => error switch
    {
        FunctionFailedException failed => (
            ExitCode.FunctionFailed,
            new(failed.Code.ToString(), FirstSentence(failed), failed.Details, new(failed.ExceptionType, failed.ExceptionMessage))),
        CloudburstException known => (ExitCode.Of(known), new(known.Code.ToString(), known.Message + NextStep(known), known.Details, null)),
        CliException own => (own.ExitCode, new(own.Code, own.Message, NoDetails, null)),
        _ => (ExitCode.Failed, new("Failed", $"{error.Message} ({error.GetType().Name}; --verbose shows where)", NoDetails, null)),
    };

    // The message of the exception comes in a line of its own.
    private static string FirstSentence(FunctionFailedException failed)
    {
        var end = failed.Message.IndexOf($": {failed.ExceptionMessage}", StringComparison.Ordinal);
        return failed.ExceptionMessage.Length > 0 && end > 0 ? failed.Message[..end] : failed.Message;
    }

    /// <summary>What to do about an error of the system that its own message, which programs get too, does not say.</summary>
    public static string NextStep(CloudburstException error) => error.Code == CloudburstErrorCode.SchedulerUnavailable
        ? ". 'cloudburst run' starts the project in this folder; --connect or Cloudburst__Schedulers names a system that runs elsewhere"
        : "";

    /// <summary>The error as a document.</summary>
    private sealed record ErrorDocument(string Code, string Message, IReadOnlyDictionary<string, string> Details, ThrownDocument? Exception, string? Trace = null);

    private sealed record ThrownDocument(string Type, string Message);
}
