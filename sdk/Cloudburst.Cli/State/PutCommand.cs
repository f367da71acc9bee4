using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Cloudburst.Cli.Invocation;

namespace Cloudburst.Cli.State;

/// <summary><c>cloudburst state put KEY VALUE</c>: what writing means depends on the kind of state.</summary>
internal static class PutCommand
{
    private static readonly Argument<string> Key = new("KEY") { Description = "The key." };

    private static readonly Argument<string?> Value = new("VALUE")
    {
        Description = "A register's new value, what is added to a counter, an element of a set, a number for a maximum; none for a flag. As JSON.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Kind = CreateKind();

    private static readonly Option<string?> Type = new("--type")
    {
        Description = "The type of a register's value or a set's element: bool, int, long, double, decimal, string, Guid, TimeSpan, int[], ..., or json for everything else. "
            + "By default that of what is there.",
        HelpName = "TYPE",
    };

    private static readonly Option<bool> Remove = new("--remove") { Description = "Remove the element from the set." };

    public static Command Create(Terminal terminal)
    {
        var command = new Command("put", "Writes state: sets a register, adds to a counter, adds to or removes from a set, raises a maximum or a flag.") { Key, Value, Kind, Type, Remove };
        command.Does(terminal, PutAsync);
        return command;
    }

    private static async Task<int> PutAsync(CommandRun run)
    {
        var (key, store) = (run.Get(Key), run.Client.State);
        var before = StateView.Of(key, await run.WaitAsync("Reading", store.ReadAsync(key, run.Cancellation).AsTask()));
        var kind = run.Get(Kind) ?? before.Kind ?? StateKind.Register;
        if (run.Get(Remove) && kind != StateKind.Set)
            throw new CliException(ExitCode.Usage, $"--remove takes an element out of a set, and '{key}' is a {kind}; to remove the whole key, use 'cloudburst state delete'");
        await run.WaitAsync("Writing", WriteAsync(run, store, key, kind, before).AsTask());
        var after = await run.WaitAsync("Reading", store.ReadAsync(key, run.Cancellation).AsTask());
        StateOutput.Write(run, [StateView.Of(key, after)]);
        return ExitCode.Success;
    }

    private static async ValueTask<bool> WriteAsync(CommandRun run, IStateStore store, string key, string kind, StateView before)
    {
        var stop = run.Cancellation;
        switch (kind)
        {
            case StateKind.Counter:
                await new Counter(store, key).AddAsync(NumberOf(run, key, kind), stop);
                break;
            case StateKind.Maximum:
                await new Maximum(store, key).WriteAsync(NumberOf(run, key, kind), stop);
                break;
            case StateKind.Flag:
                if (run.Get(Value) is not (null or "true"))
                    throw new CliException(ExitCode.Usage, $"A flag can only be raised; to lower '{key}', delete it with 'cloudburst state delete {key}'");
                await new Flag(store, key).RaiseAsync(stop);
                break;
            case StateKind.Set when run.Get(Remove):
                await new SetOf<EncodedValue>(store, key).RemoveAsync(ValueOf(run, key, kind, before), stop);
                break;
            case StateKind.Set:
                await new SetOf<EncodedValue>(store, key).AddAsync(ValueOf(run, key, kind, before), stop);
                break;
            case StateKind.Register:
                await new Register<EncodedValue>(store, key).WriteAsync(ValueOf(run, key, kind, before), stop);
                break;
            default:
                throw new CliException(ExitCode.Usage, $"Key '{key}' holds a {kind}, which this tool only reads");
        }
        return true;
    }

    private static long NumberOf(CommandRun run, string key, string kind)
    {
        var text = GivenValue(run, key, kind);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CliException(ExitCode.Usage, $"'{text}' is no whole number, and '{key}' is a {kind}");
    }

    private static EncodedValue ValueOf(CommandRun run, string key, string kind, StateView before)
    {
        var text = GivenValue(run, key, kind);
        var type = run.Get(Type) is { } asked ? ValueTypes.Parse(asked) : before.Type;
        try
        {
            return type is not null ? Calls.ArgumentReader.ReadValue(text, type) : ValueTypes.Guess(key, text, isNew: before.IsAbsent);
        }
        catch (JsonException error)
        {
            throw new CliException(
                ExitCode.Usage, $"The value for '{key}', {text}, is not JSON; quote text for the shell and for JSON ('\"{text}\"'), or say --type string", error);
        }
    }

    private static string GivenValue(CommandRun run, string key, string kind) =>
        run.Get(Value) ?? throw new CliException(ExitCode.Usage, $"'{key}' is a {kind} and needs a value to be written; 'cloudburst state put --help' shows how");

    private static Option<string?> CreateKind()
    {
        var option = new Option<string?>("--as") { Description = "The kind of state; by default that of what is there, or a register.", HelpName = "KIND" };
        option.AcceptOnlyFromAmong(StateKind.All);
        return option;
    }
}
