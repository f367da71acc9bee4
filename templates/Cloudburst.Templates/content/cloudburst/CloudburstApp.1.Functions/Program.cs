using CloudburstApp._1;

#if (AppHost)
// Run alone, this program is the whole system and tells this story. Under the app host, or in a cluster, it is one executor.
#else
// Run alone, this program is the whole system and tells this story. In a cluster it is one executor.
#endif
return await CloudburstApplication.CreateBuilder(args)
    .AddCloudburstFunctions()
#if (Sample)
    .RunAsync(async (cloud, cancellationToken) =>
    {
        var order = new Order("umbrella", 3, 19.90m);
        var total = await cloud.CallAsync(Pricing.Total, order, cancellationToken: cancellationToken);
        Console.WriteLine($"3 umbrellas cost {total} with tax");

        // A hundred customers at once: the counter merges, so nothing is lost and nobody waits for a lock.
        var before = await new StoreState(cloud.State).Sold("umbrella").ReadAsync(cancellationToken);
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), cancellationToken, async (customer, token) =>
            await cloud.Store.BuyAsync($"customer-{customer}", order, cancellationToken: token));
        var after = await new StoreState(cloud.State).Sold("umbrella").ReadAsync(cancellationToken);
        Console.WriteLine($"100 concurrent orders sold {after - before} umbrellas");
    });
#else
    .RunAsync(async (cloud, cancellationToken) =>
        Console.WriteLine(await cloud.Greetings.GreetAsync("world", cancellationToken: cancellationToken)));
#endif
