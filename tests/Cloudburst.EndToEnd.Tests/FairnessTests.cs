using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>Who waits for whom where there is not a worker for everybody.</summary>
public sealed class FairnessTests
{
    private readonly string _list = Guid.NewGuid().ToString();

    [Fact]
    public async Task Client_does_not_wait_for_all_the_calls_of_another()
    {
        await using var host = Start();
        await using var busy = (IAsyncDisposable)host.NewClient();
        await using var other = (IAsyncDisposable)host.NewClient();
        var blocked = await BlockAsync(host.Client);
        var many = Enumerable.Range(0, 50).Select(_ => ((ICloudburstClient)busy).TestFunctions.NoteAsync(_list, "many")).ToArray();
        await QueuedAsync(host.Client, 50);
        var few = Enumerable.Range(0, 2).Select(_ => ((ICloudburstClient)other).TestFunctions.NoteAsync(_list, "few")).ToArray();
        await QueuedAsync(host.Client, 52);

        Open();

        await Task.WhenAll([blocked, .. many, .. few]);
        Assert.Equal(["many", "few", "many", "few", "many"], TestFunctions.Notes[_list].Take(5));
    }

    [Fact]
    public async Task Urgent_calls_go_first_and_others_get_their_turns()
    {
        await using var host = Start();
        var blocked = await BlockAsync(host.Client);
        var calls = Enumerable.Range(0, 30)
            .SelectMany(_ => Enum.GetValues<CallPriority>())
            .Select(priority => host.Client.TestFunctions.NoteAsync(_list, priority.ToString(), new CallOptions { Priority = priority }))
            .ToArray();
        await QueuedAsync(host.Client, calls.Length);

        Open();

        await Task.WhenAll([blocked, .. calls]);
        var first = TestFunctions.Notes[_list].Take(21).CountBy(static entry => entry).ToDictionary();
        Assert.Equal((16, 4, 1), (first["High"], first["Normal"], first["Low"]));
    }

    private static CloudburstTestHost Start()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions();
        builder.Options.WorkersPerExecutor = 1;
        return builder.Start();
    }

    /// <summary>Takes the only worker.</summary>
    private async Task<Task> BlockAsync(ICloudburstClient client)
    {
        var call = client.TestFunctions.WaitAsync(_list, 1);
        await Eventually.IsTrueAsync(() => Task.FromResult(TestFunctions.Runs.ContainsKey(_list)));
        return call;
    }

    private static Task QueuedAsync(ICloudburstClient client, int count) => Eventually.IsTrueAsync(
        async () => (await client.GetStatusAsync()).Executors.Single().Queued == count);

    private void Open() => TestFunctions.Gates.GetOrAdd(_list, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
