#!/usr/bin/env dotnet
// A whole Cloudburst program in one file: dotnet run samples/HelloFile.cs
//
// Outside of this repository, replace the next line with: #:package Cloudburst@0.1.0
#:project ../runtime/Cloudburst/Cloudburst.csproj
#:property PublishAot=false

using Cloudburst;

return await CloudburstApplication.CreateBuilder(args)
    .AddCloudburstFunctions()
    .RunAsync(async (cloud, cancellationToken) =>
    {
        // One call, one function.
        Console.WriteLine(await cloud.Greetings.GreetAsync("world", cancellationToken: cancellationToken));

        // A DAG: both branches get the same text, and their results meet in the order in which they were declared.
        var summary = await cloud.CallAsync(Greetings.Summary, "to be or not to be", cancellationToken: cancellationToken);
        Console.WriteLine($"'to be or not to be' has {summary}");

        // State: 200 requests at once, every one of them counted.
        var counted = new Guestbook(cloud.State);
        var before = await counted.Guests().ReadAsync(cancellationToken);
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), cancellationToken, async (guest, token) =>
            await cloud.Greetings.SignAsync($"guest {guest % 10}", cancellationToken: token));
        var signed = await counted.Guests().ReadAsync(cancellationToken) - before;
        var names = await counted.Names().ReadAsync(cancellationToken);
        Console.WriteLine($"200 guests signed at once; {signed} were counted, with {names.Count} different names");
    });

[CloudburstState("guestbook")]
public partial class Guestbook
{
    public partial Counter Guests();

    public partial SetOf<string> Names();
}

public static partial class Greetings
{
    [CloudburstFunction]
    public static string Greet(string name) => $"Hello, {name}!";

    [CloudburstFunction]
    public static string[] Split(string text) => text.Split(' ');

    [CloudburstFunction]
    public static int CountWords(string[] words) => words.Length;

    [CloudburstFunction]
    public static int CountDifferent(string[] words) => words.Distinct().Count();

    [CloudburstFunction]
    public static string Summarize(int words, int different) => $"{words} words, {different} of them different";

    [CloudburstDag]
    public static Dag<string, string> Summary =>
        Dag.Start(Functions.Split).Fork(Functions.CountWords, Functions.CountDifferent).Join(Functions.Summarize).Named("summary");

    [CloudburstFunction]
    public static async Task Sign(string name, Guestbook guestbook, CancellationToken cancellationToken)
    {
        await guestbook.Guests().IncrementAsync(cancellationToken: cancellationToken);
        await guestbook.Names().AddAsync(name, cancellationToken);
    }
}
