using Cloudburst;
using Quickstart;

return await CloudburstApplication.CreateBuilder(args)
    .AddCloudburstFunctions()
    .RunAsync(async (cloud, cancellationToken) =>
    {
        await Story.TellArithmeticAsync(cloud, cancellationToken);
        await Story.TellCounterAsync(cloud, cancellationToken);
        await Story.TellShopAsync(cloud, cancellationToken);
        await Story.TellLatencyAsync(cloud, cancellationToken);
    });
