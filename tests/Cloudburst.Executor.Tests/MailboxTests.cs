using Cloudburst.Executor.Messaging;
using Cloudburst.Protocol;

namespace Cloudburst.Executor.Tests;

/// <summary>Each message once, in its sender's order, whichever way it comes.</summary>
public sealed class MailboxTests
{
#pragma warning disable CB6001 // A mailbox by itself has no system to give it an id.
    private readonly Mailbox _mailbox = new(new InvocationId("receiver@here"));
#pragma warning restore CB6001

    [Fact]
    public void Message_that_is_seen_before_the_one_before_it_waits_for_it()
    {
        Assert.True(_mailbox.TryPut(Letter(1, after: 0)));
        Assert.True(_mailbox.TryPut(Letter(3, after: 2)));
        Assert.True(_mailbox.TryPut(Letter(4, after: 3)));
        Assert.Equal([1], Read());
        Assert.True(_mailbox.TryPut(Letter(2, after: 1)));
        Assert.Equal([2, 3, 4], Read());
    }

    [Fact]
    public void Message_that_never_arrived_is_not_waited_for()
    {
        // The second one failed, as its sender was told.
        Assert.True(_mailbox.TryPut(Letter(1, after: 0)));
        Assert.True(_mailbox.TryPut(Letter(3, after: 1)));
        Assert.Equal([1, 3], Read());
        // And comes after all: too late for its place.
        Assert.True(_mailbox.TryPut(Letter(2, after: 1)));
        Assert.Equal([], Read());
    }

    [Fact]
    public void Message_that_comes_twice_is_taken_once_also_while_it_waits()
    {
        for (var i = 0; i < 3; i++)
            Assert.True(_mailbox.TryPut(Letter(2, after: 1)));
        for (var i = 0; i < 3; i++)
            Assert.True(_mailbox.TryPut(Letter(1, after: 0)));
        Assert.Equal([1, 2], Read());
    }

    [Fact]
    public void Senders_do_not_wait_for_each_other()
    {
        Assert.True(_mailbox.TryPut(Letter(2, after: 1)));
        Assert.True(_mailbox.TryPut(Letter(1, after: 0, from: "another")));
        Assert.Equal([1], Read());
    }

    [Fact]
    public void Full_mailbox_takes_what_waits_when_there_is_room_again()
    {
        Assert.True(_mailbox.TryPut(Letter(2, after: 1)));
        for (var i = 1; i < Mailbox.Capacity; i++)
            Assert.True(_mailbox.TryPut(Letter(i, after: i - 1, from: "another")));
        Assert.True(_mailbox.TryPut(Letter(1, after: 0)));
        Assert.False(_mailbox.TryPut(Letter(Mailbox.Capacity, after: Mailbox.Capacity - 1, from: "another")));
        // All that it holds, and what had no room.
        var read = Read();
        Assert.Equal((Mailbox.Capacity + 1, 2), (read.Count, read[^1]));
        Assert.True(_mailbox.TryPut(Letter(3, after: 2)));
        Assert.Equal([3], Read());
    }

    private List<long> Read()
    {
        var numbers = new List<long>();
        while (_mailbox.TryRead(out var letter))
            numbers.Add(letter.Number);
        return numbers;
    }

    private static InvocationMessage Letter(long number, long after, string from = "sender") => new() { From = from, Number = number, After = after };
}
