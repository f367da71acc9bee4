using Cloudburst.Protocol;
using Cloudburst.Scheduler.Requests;

namespace Cloudburst.Scheduler.Tests;

/// <summary>Requests that are tried as often as is allowed and never finish.</summary>
public sealed class DeadLetterTests
{
    [Fact]
    public async Task Request_that_kills_every_executor_ends_on_the_dead_letter_list()
    {
        await using var scheduler = new SchedulerUnderTest();
        var client = scheduler.NewClient();
        client.Call(1, "poison", "", "an argument");
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var executor = scheduler.Attach($"e{attempt}");
            await executor.ScheduleAsync(attempt);
            executor.Receiver.OnClosed(new IOException("crashed"));
        }

        var error = (await client.AnswerAsync(1)).Outcome.Error;
        Assert.Equal(ErrorCode.ExecutorLost, error.Code);
        var key = error.Details["dead-letters"];
        Assert.Equal(DeadLetterKeys.ForDay(DateTimeOffset.UtcNow)[..^2], key[..^2]);
        Assert.Contains($"tried 5 times and lies in the dead-letter list '{key}'", error.Message, StringComparison.Ordinal);

        var letter = Assert.Single(await scheduler.DeadLettersAsync(key, 1));
        Assert.Equal(("poison", "g", 5), (letter.RequestId, letter.Target, letter.Attempts));
        Assert.Equal(error, letter.Error);
        Assert.Equal("an argument", Assert.Single(letter.Arguments).Value.ToStringUtf8());

        // No sixth attempt, and no other request suffers.
        var sound = scheduler.Attach("sound");
        client.Call(2, "r");
        sound.Complete("r", (await sound.ScheduleAsync()).Attempt, SchedulerUnderTest.Value("done"));
        Assert.Equal("done", (await client.AnswerAsync(2)).Outcome.Value.ToStringUtf8());
        Assert.Equal(1, sound.Schedules);
    }

    [Fact]
    public async Task Too_much_load_is_no_dead_letter()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        client.Call(1, "r");
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            await executor.ScheduleAsync(attempt);
            executor.Complete("r", attempt, SchedulerUnderTest.Failure(ErrorCode.Overloaded));
        }
        var error = (await client.AnswerAsync(1)).Outcome.Error;
        Assert.Equal("on purpose", error.Message);
        Assert.DoesNotContain("dead-letters", error.Details.Keys);
    }

    [Fact]
    public async Task A_fault_that_hits_everybody_fills_the_list_only_so_far()
    {
        await using var scheduler = new SchedulerUnderTest(new SchedulerOptions { MaxAttempts = 1 });
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        var requests = DeadLetters.MostInAnHour + 20;
        for (var i = 0; i < requests; i++)
            client.Call((ulong)i, $"r{i}");
        for (var i = 0; i < requests; i++)
            executor.Complete($"r{i}", 1, SchedulerUnderTest.Failure(ErrorCode.StateUnavailable));

        var listed = new List<string>();
        for (var i = 0; i < requests; i++)
        {
            if ((await client.AnswerAsync((ulong)i)).Outcome.Error.Details.TryGetValue("dead-letters", out var key))
                listed.Add(key);
        }
        // A new hour may begin meanwhile.
        Assert.InRange(listed.Count, DeadLetters.MostInAnHour, requests);
        Assert.NotEmpty(await scheduler.DeadLettersAsync(listed[0], 1));
    }
}
