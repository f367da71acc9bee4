namespace Cloudburst.Testing.Tests;

/// <summary>Functions that show where they run and how time passes.</summary>
public static partial class Probes
{
    public static readonly Dag<int, int> Chain = Dag.Start(Functions.Add).Then(Functions.Add).Then(Functions.Add);

    [CloudburstFunction]
    public static int Add(int x) => x + 1;

    /// <summary>The executor that it runs on.</summary>
    [CloudburstFunction]
    public static string Where(CloudburstContext context) => context.Id.Value[(context.Id.Value.IndexOf('@', StringComparison.Ordinal) + 1)..];

    [CloudburstFunction]
    public static async Task Forever(CancellationToken cancellationToken) => await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Waits for a message that nobody sends.</summary>
    [CloudburstFunction]
    public static async Task<bool> Listen(double minutes, CloudburstContext context) =>
        await context.ReceiveAsync<string>(TimeSpan.FromMinutes(minutes)) is null;

    [CloudburstFunction]
    public static async Task Count(ProbeState state) => await state.Calls().IncrementAsync();

    [CloudburstFunction]
    public static async Task<long> Counted(ProbeState state) => await state.Calls().ReadAsync();
}

[CloudburstState("probes")]
public partial class ProbeState
{
    public partial Counter Calls();
}
