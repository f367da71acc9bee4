namespace Cloudburst.Chaos.Functions;

/// <summary>Plain writes at the level LastWriterWins.</summary>
public static partial class Writing
{
    [CloudburstFunction]
    public static async Task<long> WriteCell(string writer, long number, ChaosState state, CancellationToken cancellationToken)
    {
        await state.Cell(writer).WriteAsync(number, cancellationToken);
        return number;
    }

    [CloudburstFunction]
    public static async Task<string> AddMember(int group, string member, ChaosState state, CancellationToken cancellationToken)
    {
        await state.Members(group).AddAsync(member, cancellationToken);
        return member;
    }

    [CloudburstFunction]
    public static async Task<string> Hit(int counter, string caller, ChaosState state, CancellationToken cancellationToken)
    {
        await state.Hits(counter).IncrementAsync(cancellationToken: cancellationToken);
        return caller;
    }
}
