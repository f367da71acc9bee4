using Cloudburst.Testing;

namespace Cloudburst.EndToEnd.Tests;

/// <summary>What messages between invocations promise: ids of one invocation, each message once, in each sender's order, also where the receiver can't be reached. Rows 13 and 14 of the features.</summary>
public sealed class MessagingTests
{
    private const int Count = 30;
    private static readonly string InOrder = $"{string.Join(' ', Enumerable.Range(1, Count))} of {Count}";

    /// <summary>The receiver is the first node and runs on the first executor, the sender is the second.</summary>
    private static readonly Dag<string, int, string> Counting = Dag.Build<string, int, string>(
        "counting", static (dag, mark, count) => dag.Add(
            MessagingFunctions.Functions.ReceivedAndSent, dag.Add(MessagingFunctions.Functions.Collect, mark, count), dag.Add(MessagingFunctions.Functions.CountTo, mark, count)));

    private static readonly Dag<string, int, string> Flooding = Dag.Build<string, int, string>(
        "flooding", static (dag, mark, count) => dag.Add(
            MessagingFunctions.Functions.ReceivedAndSent, dag.Add(MessagingFunctions.Functions.Collect, mark, count), dag.Add(MessagingFunctions.Functions.Flood, mark, count)));

    private readonly string _mark = Guid.NewGuid().ToString();

    [Fact]
    [Trait("Feature", "14")]
    public async Task Messages_to_a_receiver_that_cannot_be_reached_come_through_the_inbox_once_and_in_order()
    {
        await using var system = await SplitSystem.StartAsync(Counting);
        system.Peers.Refuses = true;
        MessagingFunctions.Allowed[_mark] = Count;
        Call(system, Counting);
        await SentAsync(system, Count);
        system.Peers.Refuses = false;
        MessagingFunctions.Allowed[_mark] = Count + 1;
        Assert.Equal(InOrder, await AnswerAsync(system));
    }

    [Fact]
    public async Task Order_is_kept_when_the_way_breaks_and_is_there_again()
    {
        await using var system = await SplitSystem.StartAsync(Counting);
        MessagingFunctions.Allowed[_mark] = 10;
        Call(system, Counting);
        await SentAsync(system, 10);
        system.Peers.Refuses = true;
        await system.Peers.CutAsync();
        MessagingFunctions.Allowed[_mark] = 20;
        await SentAsync(system, 20);
        system.Peers.Refuses = false;
        MessagingFunctions.Allowed[_mark] = Count + 1;
        Assert.Equal(InOrder, await AnswerAsync(system));
    }

    [Fact]
    public async Task Message_whose_receipt_is_lost_with_the_link_is_delivered_once()
    {
        await using var system = await SplitSystem.StartAsync(Counting);
        system.Peers.LosesReceipts = true;
        Call(system, Counting);
        await Eventually.IsTrueAsync(() => Task.FromResult(system.Peers.Lost == 1));
        // It has arrived, and its sender can't know.
        system.Peers.LosesReceipts = false;
        await system.Peers.CutAsync();
        Assert.Equal(InOrder, await AnswerAsync(system));
    }

    [Fact]
    public async Task Messages_that_are_sent_at_once_arrive_in_the_order_of_the_calls()
    {
        await using var system = await SplitSystem.StartAsync(Flooding);
        Call(system, Flooding);
        Assert.Equal(InOrder, await AnswerAsync(system));
    }

    [Fact]
    [Trait("Feature", "13")]
    public async Task Invocations_that_share_workers_have_their_own_ids_and_never_see_each_others_mail()
    {
        var builder = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().WithNodes(1);
        // One for the receiver and one for its sender; the invocations after them share both.
        builder.Options.WorkersPerExecutor = 2;
        await using var host = builder.Start();
        var ignoring = host.Client.MessagingFunctions.IgnoreMailAsync(_mark);
        await host.Client.MessagingFunctions.CountToAsync(_mark, 5);
        TestFunctions.Gates.GetOrAdd(_mark, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        await ignoring;

        var looks = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => host.Client.MessagingFunctions.LookForMailAsync()));

        Assert.All(looks, look => Assert.EndsWith(" nothing", look, StringComparison.Ordinal));
        Assert.Equal(40, looks.Distinct().Count());
        Assert.DoesNotContain(looks, look => look.StartsWith($"{MessagingFunctions.Ids[_mark].Value} ", StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<CloudburstException>(() => host.Client.MessagingFunctions.CountToAsync(_mark, 1));
        Assert.Equal(CloudburstErrorCode.MessageUndeliverable, error.Code);
    }

    private void Call(SplitSystem system, Dag dag) => system.Call(_mark, dag, Payload.Encode(_mark), Payload.Encode(Count));

    private Task SentAsync(SplitSystem system, int count) => Eventually.IsTrueAsync(() =>
    {
        // An answer before all was sent is a failure, and says which.
        Assert.Empty(system.Answers);
        return Task.FromResult(MessagingFunctions.Sent.GetValueOrDefault(_mark) == count);
    });

    private static async Task<string?> AnswerAsync(SplitSystem system)
    {
        await system.AnsweredAsync(1);
        var outcome = Assert.Single(system.Answers).Outcome;
        return outcome.Error is null ? Payload.Decode<string>(outcome.Value.Memory) : outcome.Error.Message;
    }
}
