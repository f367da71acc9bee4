#!/usr/bin/env dotnet
// A whole program with stateful functions: dotnet run CloudburstApp.1.cs
#:package Cloudburst@CLOUDBURST_VERSION
// Published as machine code, a program has to be told how its records travel; without this line it would be asked that from the start.
#:property PublishAot=false

using Cloudburst;

return await CloudburstApplication.CreateBuilder(args)
    .AddCloudburstFunctions()
    .RunAsync(async (cloud, cancellationToken) =>
    {
        Console.WriteLine(await cloud.Guests.GreetAsync("world", cancellationToken: cancellationToken));

        // A hundred guests at once: the counter merges, so nothing is lost and nobody waits for a lock.
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), cancellationToken, async (guest, token) =>
            await cloud.Guests.SignAsync($"guest {guest % 10}", cancellationToken: token));
        var book = new Guestbook(cloud.State);
        var signed = await book.Signed().ReadAsync(cancellationToken);
        var names = await book.Names().ReadAsync(cancellationToken);
        Console.WriteLine($"{signed} signatures, {names.Count} different names");
    });

/// <summary>The state: each method is one key of the store, typed. The build writes the bodies.</summary>
[CloudburstState("guestbook")]
public partial class Guestbook
{
    /// <summary>How often anybody has signed.</summary>
    public partial Counter Signed();

    /// <summary>Who has signed.</summary>
    public partial SetOf<string> Names();
}

/// <summary>Functions: each runs where the scheduler finds it best.</summary>
public static partial class Guests
{
    /// <summary>Greets somebody.</summary>
    [CloudburstFunction]
    public static string Greet(string name) => $"Hello, {name}!";

    /// <summary>Signs the guestbook.</summary>
    [CloudburstFunction]
    public static async Task Sign(string name, Guestbook book, CancellationToken cancellationToken)
    {
        await book.Signed().IncrementAsync(cancellationToken: cancellationToken);
        await book.Names().AddAsync(name, cancellationToken);
    }
}
