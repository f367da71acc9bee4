using Cloudburst.Testing;

namespace CloudburstApp._1.Tests;

/// <summary>Each test has a system of its own: a real store, cache, executor and scheduler in this process.</summary>
public class GreetingsTests
{
    [Fact]
    public async Task Greet_names_whom_it_greets()
    {
        await using var cloud = CloudburstTestHost.CreateBuilder().AddCloudburstFunctions().Start();

        Assert.Equal("Hello, Ada!", await cloud.Client.Greetings.GreetAsync("Ada"));
    }
}
