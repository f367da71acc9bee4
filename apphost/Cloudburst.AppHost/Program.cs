var builder = DistributedApplication.CreateBuilder(args);

// One KVS node, one scheduler, and two nodes of one cache and two executors each, which run the functions of the Quickstart sample.
builder.AddCloudburst("cb")
    .WithKvsNodes(1)
    .WithSchedulers(1)
    .WithFunctions<Projects.Quickstart>(nodes: 2, executorsPerNode: 2);

// dotnet run -- --operation publish --step publish --output-path <folder> writes the same cluster as Kubernetes manifests.
builder.AddCloudburstKubernetes("k8s");

await builder.Build().RunAsync();
