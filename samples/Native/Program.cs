// The system and its functions as one executable of machine code: no runtime to install, no JIT.
//
//   dotnet publish samples/Native --output native && ./native/Native
using Cloudburst;
using Native;

// A program without reflection has to be told how values travel that are neither scalars, text, arrays of those, nor [MemoryPackable].
CloudburstJson.AddContext(PostJson.Default);

return await CloudburstApplication.CreateBuilder(args)
    .AddCloudburstFunctions()
    .RunAsync(async (cloud, cancellationToken) =>
    {
        var parcel = new Parcel("Ada", [new Item("umbrella", 2, 9.90m), new Item("boots", 1, 49.00m)]);
        Console.WriteLine($"A parcel of {await cloud.Post.WeighAsync(parcel, cancellationToken: cancellationToken)} kg");

        var label = await cloud.CallAsync(Post.Label, parcel, cancellationToken: cancellationToken);
        Console.WriteLine($"Its label: {label}");

        await Parallel.ForEachAsync(Enumerable.Range(0, 100), cancellationToken, async (number, token) =>
            await cloud.Post.SendAsync(parcel with { To = $"customer {number % 10}" }, cancellationToken: token));
        var state = new PostState(cloud.State);
        var sent = await state.Sent().ReadAsync(cancellationToken);
        var customers = await state.Customers().ReadAsync(cancellationToken);
        Console.WriteLine($"100 parcels sent at once; {sent} were counted, to {customers.Count} customers; the last for {(await state.Last().ReadAsync(cancellationToken))?.Price:0.00}");

        await foreach (var stop in cloud.StreamAsync(Post.Functions.Track, 3, cancellationToken: cancellationToken))
            Console.WriteLine($"Tracked: {stop}");
    });
