using Anomalies;
using Cloudburst;

// What can go wrong with shared state, and the level that prevents it. Three machines are played in this process, each with a cache of its own.
var builder = CloudburstApplication.CreateBuilder(args).AddCloudburstFunctions();
builder.Embedded.Nodes = 3;
return await builder.RunAsync(async (cloud, cancellationToken) =>
{
    await Till.RunAsync(cloud, cancellationToken);
    await Basket.RunAsync(cloud, cancellationToken);
    await Board.RunAsync(cloud, cancellationToken);
    await Bank.RunAsync(cloud, cancellationToken);
});
