using Cloudburst.Histories;
using Cloudburst.Histories.Checking;
using Cloudburst.Tests.Consistency.Simulation;

namespace Cloudburst.Tests.Consistency.SimulationTests;

/// <summary>Kernel, recorder and checker together: a right register passes under every trouble, and each way to get it wrong is found.</summary>
public class ToyRegisterTests
{
    private const int Clients = 5;
    private const int Operations = 60;

    [Fact]
    public void Right_register_is_linearizable_under_every_trouble()
    {
        var steps = 0L;
        foreach (var seed in Seeds.Some(usual: 40, many: 4_000))
        {
            var (history, world) = Run(seed, Flaw.None);
            steps += world.Steps;
            if (new LinearizabilityChecker().Check(history) is [var first, ..])
                throw world.Failure($"{first}\n{history}");
        }

        Assert.True(steps > 1_000);
    }

    [Theory]
    [InlineData(Flaw.Forgets)]
    [InlineData(Flaw.Repeats)]
    [InlineData(Flaw.ReadsCopy)]
    public void Wrong_register_is_found(Flaw flaw) =>
        Assert.Contains(Enumerable.Range(1, 40), seed => new LinearizabilityChecker().Check(Run((ulong)seed, flaw).History).Count > 0);

    [Fact]
    public void Same_seed_is_the_same_history() => Assert.Equal(Run(9, Flaw.None).History.ToString(), Run(9, Flaw.None).History.ToString());

    private static (History History, World World) Run(ulong seed, Flaw flaw)
    {
        var world = new World(seed) { Network = NetworkOptions.Hostile };
        var recorder = new HistoryRecorder();
        world.Add("server", context => new RegisterServer(context, flaw));
        world.Add("copy", context => new RegisterCopy(context));
        string[] clients = [.. Enumerable.Range(1, Clients).Select(i => $"client{i}")];
        foreach (var client in clients)
            world.Add(client, context => new RegisterClient(context, recorder, flaw, Operations));
        var chaos = new Chaos(world, ["server"], every: 20_000, lasting: 8_000);
        world.RunUntil(() => clients.All(client => ((RegisterClient)world.Find(client)!).IsDone), "every client is done", mostSteps: 100_000);
        Assert.True(chaos.Crashes + chaos.Cuts > 0);
        return (recorder.Build(), world);
    }
}
