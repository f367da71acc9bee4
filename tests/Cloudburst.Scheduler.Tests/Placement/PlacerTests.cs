using Cloudburst.Protocol;
using Cloudburst.Scheduler.Placement;

namespace Cloudburst.Scheduler.Tests.Placement;

/// <summary>A policy may be a user's, and may be wrong.</summary>
public sealed class PlacerTests
{
    [Fact]
    public void A_policy_that_throws_costs_no_call()
    {
        var placement = new PlacementUnderTest(new SchedulerOptions { Seed = 1 }, new Broken());
        var executors = placement.AttachMany(2);
        executors[0].Began();
        Assert.Equal("e1", placement.Place().Id);
    }

    [Fact]
    public void A_policy_that_chooses_nobody_or_a_stranger_is_corrected()
    {
        var policy = new Remembering();
        var placement = new PlacementUnderTest(new SchedulerOptions { Seed = 1 }, policy);
        var gone = placement.Attach("gone", "n0");
        Assert.Equal("gone", placement.Place().Id);
        placement.Attach("present", "n1");
        Assert.True(gone.TryLose());
        Assert.Equal("present", placement.Place().Id);
        policy.Remembered = null;
        Assert.Equal("present", placement.Place().Id);
    }

    [Fact]
    public void A_policy_sees_the_dag_in_order_what_is_cached_and_how_long_functions_run()
    {
        var policy = new Looking();
        var placement = new PlacementUnderTest(new SchedulerOptions(), policy);
        placement.Attach("a", "n0", functions: ["f", "g"]);
        placement.Cache("n0", ("key", 123));
        placement.Ran("g", TimeSpan.FromMilliseconds(3));
        // Nodes need not be written in the order in which they run.
        placement.Place(Dags.Of(1, ("g", [2]), ("f", [0]), ("f", [-1])), "key");
        Assert.Equal([2, 0, 1], policy.Order);
        Assert.Equal([0L, 0L, 123L], policy.Bytes);
        Assert.Equal([TimeSpan.FromMilliseconds(3), TimeSpan.Zero, TimeSpan.Zero], policy.RunTimes);
    }

    private sealed class Broken : IPlacementPolicy
    {
        public void Place(PlacementRequest request, Span<ExecutorHandle> placement) => throw new InvalidOperationException("on purpose");
    }

    /// <summary>Chooses what it saw first for ever.</summary>
    private sealed class Remembering : IPlacementPolicy
    {
        private bool _hasSeen;

        public ExecutorHandle? Remembered { get; set; }

        public void Place(PlacementRequest request, Span<ExecutorHandle> placement)
        {
            if (!_hasSeen)
                Remembered = request.CandidatesOf(0)[0];
            _hasSeen = true;
            placement[0] = Remembered!;
        }
    }

    private sealed class Looking : IPlacementPolicy
    {
        public int[] Order { get; private set; } = [];

        public List<long> Bytes { get; } = [];

        public List<TimeSpan> RunTimes { get; } = [];

        public void Place(PlacementRequest request, Span<ExecutorHandle> placement)
        {
            Order = [.. request.Dag.Order];
            for (var node = 0; node < request.NodeCount; node++)
            {
                placement[node] = request.CandidatesOf(node)[0];
                Bytes.Add(request.CachedBytes(node, placement[node]));
                RunTimes.Add(request.RunTimeOf(node));
            }
        }
    }
}
