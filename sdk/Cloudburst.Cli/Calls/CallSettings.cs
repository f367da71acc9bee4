using System.CommandLine;
using System.Text.Json;
using Cloudburst.Cli.Completion;
using Cloudburst.Cli.Invocation;

namespace Cloudburst.Cli.Calls;

/// <summary>What commands take that call something: the target, its arguments, and how it is called.</summary>
internal sealed class CallSettings
{
    private static readonly Argument<string[]> Arguments = new("ARGUMENTS")
    {
        Description = "Its arguments as JSON, one word each; text needs no quotes. @FILE takes one from a file, - from the input, ref:KEY from the store.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string> Level = Choices<Consistency>("--level", "What the call is promised about the state that it reads.");

    private static readonly Option<string> Durable = Choices<Durability>("--durability", "What the answer says about the call's writes.");

    private static readonly Option<TimeSpan?> Timeout = Duration.Option("--timeout", "How long to wait for the result; 30s by default.");

    private readonly Argument<string> _name;

    public CallSettings(Command command, Terminal terminal)
    {
        _name = new Argument<string>("NAME") { Description = "A function or a DAG, by its registered name.", HelpName = "NAME" };
        _name.CompletionSources.Add(Names.Callable(terminal));
        command.Arguments.Add(_name);
        command.Arguments.Add(Arguments);
        command.Options.Add(Level);
        command.Options.Add(Durable);
        command.Options.Add(Timeout);
    }

    /// <summary>Finds what is called, and reads its arguments.</summary>
    /// <exception cref="CliException">Nothing has that name, or an argument does not fit.</exception>
    public async Task<(CallTarget Target, EncodedArgument[] Arguments)> ReadAsync(CommandRun run)
    {
        var catalog = await run.WaitAsync("Asking for the functions", run.Client.GetCatalogAsync(cancellationToken: run.Cancellation));
        var target = CallTarget.Find(run.Get(_name), catalog);
        return (target, ArgumentReader.Read(target, run.Get(Arguments), run.Terminal));
    }

    /// <summary>How it is called.</summary>
    public static CallOptions OptionsOf(CommandRun run)
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
