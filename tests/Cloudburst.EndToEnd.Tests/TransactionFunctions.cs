using System.Collections.Concurrent;

namespace Cloudburst.EndToEnd.Tests;

public static partial class TransactionFunctions
{
    /// <summary>How often a function has run with a name.</summary>
    public static ConcurrentDictionary<string, int> Runs { get; } = new();

    /// <summary>Takes an amount from one account and puts it on another, wherever the two functions run.</summary>
    public static Dag<string, string, long, long> Transfer { get; } = Dag.Build<string, string, long, long>(
        (dag, from, to, amount) => dag.Add(Functions.Deposit, dag.Add(Functions.Withdraw, from, amount), to));

    /// <summary>The sum of two accounts, read by two functions in parallel.</summary>
    public static Dag<string, string, long> Sum { get; } = Dag.Build<string, string, long>(
        (dag, left, right) => dag.Add(Functions.Add, dag.Add(Functions.Balance, left), dag.Add(Functions.Balance, right)));

    /// <summary>Reads an account in one function and again in the next.</summary>
    public static Dag<string, bool> ReadTwice { get; } = Dag.Build<string, bool>(
        (dag, account) => dag.Add(Functions.IsStill, dag.Add(Functions.Balance, account), account));

    /// <summary>Two branches that count and write, and a function that reads what both have done.</summary>
    public static Dag<string, string, string[]> Branches { get; } = Dag.Build<string, string, string[]>(
        (dag, counter, register) => dag.Add(Functions.Look, dag.Add(Functions.CountAndName, counter, register), dag.Add(Functions.CountAndName, counter, register), counter, register));

    [CloudburstFunction("withdraw")]
    public static async Task<long> Withdraw(string account, long amount, CloudburstContext context)
    {
        var balance = new Register<long>(context.State, account);
        await balance.WriteAsync(await balance.ReadAsync() - amount);
        return amount;
    }

    [CloudburstFunction("deposit")]
    public static async Task<long> Deposit(long amount, string account, CloudburstContext context) =>
        await new Register<long>(context.State, account).UpdateAsync(old => old + amount);

    [CloudburstFunction("balance")]
    public static async Task<long> Balance(string account, CloudburstContext context) => await new Register<long>(context.State, account).ReadAsync();

    [CloudburstFunction("add-balances")]
    public static long Add(long left, long right) => left + right;

    [CloudburstFunction("is-still")]
    public static async Task<bool> IsStill(long first, string account, CloudburstContext context) =>
        await new Register<long>(context.State, account).ReadAsync() == first;

    [CloudburstFunction("count-and-name")]
    public static async Task<long> CountAndName(string counter, string register, CloudburstContext context)
    {
        await new Counter(context.State, counter).IncrementAsync();
        await new SetOf<string>(context.State, $"{counter}-set").AddAsync(context.Id.Value);
        await context.PutAsync(register, context.Id.Value);
        return await new Counter(context.State, counter).ReadAsync();
    }

    [CloudburstFunction("look")]
    public static async Task<string[]> Look(long left, long right, string counter, string register, CloudburstContext context) =>
    [
        $"{left},{right},{await new Counter(context.State, counter).ReadAsync()}",
        $"{(await new SetOf<string>(context.State, $"{counter}-set").ReadAsync()).Count}",
        await context.GetAsync<string>(register) ?? "nothing",
    ];

    [CloudburstFunction("count-in-transaction")]
    public static async Task<long> Count(string counter, string name, CloudburstContext context)
    {
        Runs.AddOrUpdate(name, 1, static (_, runs) => runs + 1);
        await new Counter(context.State, counter).IncrementAsync();
        return await new Counter(context.State, counter).ReadAsync();
    }

    [CloudburstFunction("write-then-fail")]
    public static async Task WriteThenFail(string key, CloudburstContext context)
    {
        await context.PutAsync(key, "written");
        throw new InvalidOperationException("after writing");
    }

    [CloudburstFunction("fail-if-torn")]
    public static async Task<long> FailIfTorn(string left, string right, CloudburstContext context)
    {
        var sum = await new Register<long>(context.State, left).ReadAsync() + await new Register<long>(context.State, right).ReadAsync();
        return sum == 0 ? sum : throw new InvalidOperationException($"The accounts sum up to {sum}");
    }

    /// <summary>What happens between the read and the commit of a key.</summary>
    public static ConcurrentDictionary<string, Func<Task>> Interferences { get; } = new();

    [CloudburstFunction("read-and-be-disturbed")]
    public static async Task ReadAndBeDisturbed(string key, CloudburstContext context)
    {
        var register = new Register<long>(context.State, key);
        await register.ReadAsync();
        await Interferences[key]();
        await register.WriteAsync(-1);
    }

    [CloudburstFunction("mix-up")]
    public static async Task MixUp(string register, string counter, CloudburstContext context)
    {
        await context.PutAsync(register, "written");
        await context.PutAsync(counter, "no counter");
    }

    [CloudburstFunction("replace-by-register")]
    public static async Task<string?> ReplaceByRegister(string key, string value, CloudburstContext context)
    {
        await context.State.DeleteAsync(key);
        var between = await context.GetAsync<string>(key);
        await context.PutAsync(key, value);
        return $"{between}{await context.GetAsync<string>(key)}";
    }
}
