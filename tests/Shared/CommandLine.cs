using System.Diagnostics;
using System.Text;

namespace Cloudburst.Tests.Shared;

/// <summary>Runs a program as a user would, and waits for its end.</summary>
/// <param name="folder">Where it runs.</param>
/// <param name="environment">Variables that it gets besides those of the tests.</param>
internal sealed class CommandLine(string folder, IReadOnlyDictionary<string, string>? environment = null)
{
    // Set by the SDK that runs the tests for its own children; a nested 'dotnet' must find everything anew.
    private static readonly string[] ForThisProcessOnly =
        ["MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "VSTEST_CONNECTION_TIMEOUT", "DOTNET_HOST_PATH"];

    /// <summary>The same in another folder.</summary>
    public CommandLine In(string other) => new(other, environment);

    /// <summary>Runs a program.</summary>
    /// <returns>Its exit code and everything that it wrote.</returns>
    /// <exception cref="TimeoutException">It did not end in time and was killed, with its children.</exception>
    public async Task<Finished> RunAsync(TimeSpan timeout, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var name in ForThisProcessOnly)
            start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        // A build node that outlives the command would hold its output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        var command = $"{program} {string.Join(' ', arguments)}";
        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var deadline = new CancellationTokenSource(timeout);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{command}' did not end within {timeout.TotalSeconds:0} s. It wrote:\n{Text(output)}");
        }
        return new Finished(command, process.ExitCode, Text(output));
    }

    private static void Append(StringBuilder output, string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.AppendLine(line);
    }

    private static string Text(StringBuilder output)
    {
        lock (output)
            return output.ToString();
    }
}

/// <summary>How a program ended.</summary>
internal sealed record Finished(string Command, int ExitCode, string Output)
{
    /// <summary>Fails the test with everything that the program wrote, unless it ended well.</summary>
    public Finished Succeeded()
    {
        Assert.True(ExitCode == 0, $"'{Command}' ended with exit code {ExitCode}. It wrote:\n{Output}");
        return this;
    }

    /// <summary>Fails the test unless the program wrote a text.</summary>
    public Finished Wrote(string text)
    {
        Assert.True(Output.Contains(text, StringComparison.Ordinal), $"'{Command}' did not write '{text}'. It wrote:\n{Output}");
        return this;
    }
}
