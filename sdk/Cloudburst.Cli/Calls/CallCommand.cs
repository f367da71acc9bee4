using System.CommandLine;
using System.Text.Json;
using Cloudburst.Cli.Completion;
using Cloudburst.Cli.Invocation;

namespace Cloudburst.Cli.Calls;

/// <summary><c>cloudburst call NAME ARGUMENTS...</c>.</summary>
internal static class CallCommand
{
    private static readonly Argument<string[]> Arguments = new("ARGUMENTS")
    {
        Description = "Its arguments as JSON, one word each; text needs no quotes. @FILE takes one from a file, - from the input, ref:KEY from the store.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string> Level = Choices<Consistency>("--level", "What the call is promised about the state that it reads.");

    private static readonly Option<string> Durable = Choices<Durability>("--durability", "What the answer says about the call's writes.");

    private static readonly Option<TimeSpan?> Timeout = Duration.Option("--timeout", "How long to wait for the result; 30s by default.");

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "A function or a DAG, by its registered name.", HelpName = "NAME" };
        name.CompletionSources.Add(Names.Callable(terminal));
        var command = new Command("call", "Calls a function or a DAG and writes its result as JSON; results of a stream as they come.") { name, Arguments, Level, Durable, Timeout };
        command.Does(terminal, run => CallAsync(run, run.Get(name)));
        return command;
    }

    private static async Task<int> CallAsync(CommandRun run, string name)
    {
        var catalog = await run.WaitAsync("Asking for the functions", run.Client.GetCatalogAsync(cancellationToken: run.Cancellation));
        var target = CallTarget.Find(name, catalog);
        var arguments = ArgumentReader.Read(target, run.Get(Arguments), run.Terminal);
        if (target.Streams)
            return await StreamAsync(run, target, arguments);
        var started = run.Terminal.Time.GetTimestamp();
        var result = await run.WaitAsync($"Calling {name}", run.Client.CallAsync(target.With(arguments), OptionsOf(run), run.Cancellation));
        var took = run.Terminal.Time.GetElapsedTime(started);
        if (run.Json)
            run.WriteJson(new { Target = name, Result = result, Milliseconds = Math.Round(took.TotalMilliseconds, 3) });
        else
            run.WriteJson(result);
        return ExitCode.Success;
    }

    /// <summary>Writes results as they come, one a line: whoever reads them waits for none but the next.</summary>
    private static async Task<int> StreamAsync(CommandRun run, CallTarget target, EncodedArgument[] arguments)
    {
        var items = run.Client.StreamAsync(target.StreamWith(arguments), OptionsOf(run), run.Cancellation).GetAsyncEnumerator(run.Cancellation);
        await using (items)
        {
            while (await run.WaitAsync($"Waiting for {target.Name}", items.MoveNextAsync().AsTask()))
            {
                if (run.Json)
                    run.WriteJsonLine(new { Item = items.Current });
                else
                    run.WriteJsonLine(items.Current);
            }
        }
        return ExitCode.Success;
    }

    private static CallOptions OptionsOf(CommandRun run)
    {
        var options = new CallOptions { Timeout = run.Get(Timeout), ReadableResult = true };
        if (run.Get(Level) is { } level)
            options = options with { Consistency = ValueOf<Consistency>(level) };
        return run.Get(Durable) is { } durability ? options with { Durability = ValueOf<Durability>(durability) } : options;
    }

    private static Option<string> Choices<T>(string name, string description)
        where T : struct, Enum
    {
        var option = new Option<string>(name) { Description = description, HelpName = typeof(T).Name.ToUpperInvariant() };
        option.AcceptOnlyFromAmong([.. Enum.GetValues<T>().Select(NameOf)]);
        return option;
    }

    private static T ValueOf<T>(string name)
        where T : struct, Enum => Enum.GetValues<T>().First(value => NameOf(value) == name);

    // As settings write them: causal, multi-key-causal.
    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
