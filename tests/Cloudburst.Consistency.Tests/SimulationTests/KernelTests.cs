using Cloudburst.Tests.Consistency.Simulation;

namespace Cloudburst.Tests.Consistency.SimulationTests;

public class KernelTests
{
    [Fact]
    public void Same_seed_is_the_same_run_and_another_seed_another()
    {
        var (first, again, other) = (Chatter(5), Chatter(5), Chatter(6));
        Assert.Equal(first.Trace, again.Trace);
        Assert.Equal((first.Fingerprint, first.Steps, first.Now), (again.Fingerprint, again.Steps, again.Now));
        Assert.NotEqual(first.Fingerprint, other.Fingerprint);
        Assert.Equal(5_000, first.Steps);

        static World Chatter(ulong seed)
        {
            var world = new World(seed) { Network = NetworkOptions.Hostile };
            foreach (var name in (string[])["a", "b", "c"])
                world.Add(name, context => new Talker(context, ["a", "b", "c"]));
            _ = new Chaos(world, ["a", "b"], every: 10_000, lasting: 5_000);
            world.Run(5_000);
            return world;
        }
    }

    [Fact]
    public void Numbers_follow_from_the_seed_on_every_machine() =>
        Assert.Equal([0xE220A8397B1DCDAFUL, 0x6E789E6AA1B965F4UL], Enumerable.Repeat(new SeededRandom(0), 2).Select(random => random.Next()));

    [Fact]
    public void Messages_overtake_each_other_unless_the_network_keeps_order()
    {
        Assert.NotEqual(Enumerable.Range(0, 100), Receive(new()));
        Assert.Equal(Enumerable.Range(0, 100), Receive(new()).Order());
        Assert.Equal(Enumerable.Range(0, 100), Receive(new() { KeepsOrder = true, Straggling = 0.1 }));
    }

    [Fact]
    public void Messages_are_duplicated_and_lost_as_often_as_asked()
    {
        Assert.InRange(Receive(new() { Duplication = 0.3 }).Count, 115, 145);
        Assert.InRange(Receive(new() { Loss = 0.3 }).Count, 55, 85);
        Assert.Empty(Receive(new() { Loss = 1 }));
    }

    [Fact]
    public void Partition_blocks_also_what_is_on_its_way_until_it_heals()
    {
        var (world, ear) = Pair();
        Say(world, 1);
        world.Partition("ear");
        Say(world, 2);
        world.Run(100);
        Assert.Empty(ear().Heard);
        Assert.Contains("lost: partition", world.Trace, StringComparison.Ordinal);
        world.Heal();
        Say(world, 3);
        world.Run(100);
        Assert.Equal([3], ear().Heard);
    }

    [Fact]
    public void Crash_takes_memory_and_timers_and_leaves_the_disk()
    {
        var (world, ear) = Pair();
        Say(world, 1);
        world.Run(100);
        var before = ear();
        before.Remind(50);
        world.Crash("ear");
        Assert.Null(world.Find("ear"));
        Say(world, 2);
        world.Run(100);
        world.Restart("ear");
        Assert.NotSame(before, ear());
        Assert.Empty(ear().Heard);
        Assert.Equal(2, ear().Starts);
        Assert.Equal(0, before.Reminders + ear().Reminders);
        Assert.Contains("lost: the receiver is down", world.Trace, StringComparison.Ordinal);
        Assert.Contains("void: its process is gone", world.Trace, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Message_on_its_way_reaches_the_next_incarnation_only_where_it_outlives_connections(bool outlives)
    {
        var (world, ear) = Pair();
        world.Network = new() { OutlivesReceiver = outlives };
        Say(world, 1);
        world.Crash("ear");
        world.Restart("ear");
        world.Run(100);
        Assert.Equal(outlives ? [1] : [], ear().Heard);
    }

    [Fact]
    public void Time_jumps_from_event_to_event()
    {
        var (world, ear) = Pair();
        ear().Remind(3_600_000_000);
        Assert.True(world.Step());
        Assert.Equal((3_600_000_000, 1, 1), (world.Now, world.Steps, ear().Reminders));
        Assert.False(world.Step());
    }

    [Fact]
    public void Failure_tells_the_seed_and_the_last_events()
    {
        var (world, _) = Pair();
        Say(world, -1);
        var failure = Assert.Throws<SimulationFailedException>(() => world.Run(100));
        Assert.Contains("Seed 1, step 1,", failure.Message, StringComparison.Ordinal);
        Assert.Contains("mouth -> ear: Word { Number = -1 }", failure.Message, StringComparison.Ordinal);
        Assert.IsType<ArgumentOutOfRangeException>(failure.InnerException);
        Assert.Contains("Not reached: peace", Assert.Throws<SimulationFailedException>(() => world.RunUntil(() => false, "peace", 100)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Chaos_kills_and_cuts_until_it_is_stopped()
    {
        var world = new World(3) { Network = NetworkOptions.Hostile };
        world.Add("a", context => new Talker(context, ["a", "b"]));
        world.Add("b", context => new Talker(context, ["a", "b"]));
        var chaos = new Chaos(world, ["a"], every: 10_000, lasting: 5_000);
        world.Run(20_000);
        Assert.True(chaos.Crashes > 5 && chaos.Cuts > 5, $"{chaos.Crashes} crashes, {chaos.Cuts} cuts");
        chaos.Stop();
        var (crashes, cuts) = (chaos.Crashes, chaos.Cuts);
        world.Run(20_000);
        Assert.Equal((crashes, cuts), (chaos.Crashes, chaos.Cuts));
        Assert.All(world.Nodes, name => Assert.NotNull(world.Find(name)));
        Assert.DoesNotContain("lost", world.Trace, StringComparison.Ordinal);
    }

    private static (World World, Func<Ear> Ear) Pair()
    {
        var world = new World(1);
        world.Add("ear", context => new Ear(context));
        world.Add("mouth", context => new Mouth(context));
        return (world, () => (Ear)world.Find("ear")!);
    }

    private static List<int> Receive(NetworkOptions network)
    {
        var (world, ear) = Pair();
        world.Network = network;
        for (var i = 0; i < 100; i++)
            Say(world, i);
        world.Run(1_000);
        return ear().Heard;
    }

    private static void Say(World world, int number) => ((Mouth)world.Find("mouth")!).Say(number);

    private sealed record Word(int Number);

    private sealed class Mouth(NodeContext context) : Node(context)
    {
        public void Say(int number) => Context.Send("ear", new Word(number));

        public override void Receive(string from, object message) => throw new InvalidOperationException("Nobody talks to a mouth.");
    }

    private sealed class Ear(NodeContext context) : Node(context)
    {
        public List<int> Heard { get; } = [];

        public int Reminders { get; private set; }

        public int Starts => (int)Context.Disk["starts"];

        public void Remind(long delay) => Context.SetTimer(delay, "reminder");

        public override void Start() => Context.Disk["starts"] = Context.Disk.TryGetValue("starts", out var before) ? (int)before + 1 : 1;

        public override void Receive(string from, object message)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(((Word)message).Number);
            Heard.Add(((Word)message).Number);
        }

        public override void Timer(object tag) => Reminders++;
    }

    /// <summary>Says something to somebody now and then, and answers.</summary>
    private sealed class Talker(NodeContext context, string[] others) : Node(context)
    {
        public override void Start() => Context.SetTimer(Context.Random.Between(1, 1_000), "talk");

        public override void Timer(object tag)
        {
            Context.Send(Context.Random.Pick(others), new Word(5));
            Context.SetTimer(Context.Random.Between(1, 1_000), tag);
        }

        public override void Receive(string from, object message)
        {
            if (message is Word { Number: > 0 } word)
                Context.Send(from, new Word(word.Number - 1));
        }
    }
}
