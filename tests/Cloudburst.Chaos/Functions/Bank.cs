namespace Cloudburst.Chaos.Functions;

/// <summary>Transfers from account to account, for the level Transactional.</summary>
public static partial class Bank
{
    /// <summary>Takes one from an account in one function, puts it on another in the next, and leaves a receipt. Returns how many transfers the second account was in by then.</summary>
    public static Dag<string, int, int, long> Transfer { get; } = Dag.Build<string, int, int, long>(
        (dag, receipt, from, to) => dag.Add(Functions.Deposit, dag.Add(Functions.Withdraw, receipt, from), to));

    [CloudburstFunction]
    public static async Task<string> Withdraw(string receipt, int account, ChaosState state, CancellationToken cancellationToken)
    {
        await MoveAsync(account, -1, state, cancellationToken);
        return receipt;
    }

    [CloudburstFunction]
    public static async Task<long> Deposit(string receipt, int account, ChaosState state, CancellationToken cancellationToken)
    {
        var transfers = await MoveAsync(account, 1, state, cancellationToken);
        await state.Receipt(receipt).WriteAsync(transfers, cancellationToken);
        return transfers;
    }

    /// <summary>An account: what it has, and how many transfers it was in.</summary>
    [CloudburstFunction]
    public static async Task<long[]> Audit(int account, ChaosState state, CancellationToken cancellationToken) =>
        [await state.Balance(account).ReadAsync(cancellationToken), await state.Transfers(account).ReadAsync(cancellationToken)];

    /// <summary>What the receipts say; 0 for one that is not there.</summary>
    [CloudburstFunction]
    public static async Task<long[]> Receipts(string[] transfers, ChaosState state, CancellationToken cancellationToken) =>
        await Task.WhenAll(transfers.Select(transfer => state.Receipt(transfer).ReadAsync(cancellationToken).AsTask()));

    private static async Task<long> MoveAsync(int account, long amount, ChaosState state, CancellationToken cancellationToken)
    {
        await state.Balance(account).AddAsync(amount, cancellationToken);
        return await state.Transfers(account).UpdateAsync(transfers => transfers + 1, cancellationToken: cancellationToken);
    }
}
