var builder = DistributedApplication.CreateBuilder(args);

// A store, a scheduler, and two nodes with a cache and two executors each. Every executor is the functions project itself, so breakpoints hit.
builder.AddCloudburst("cb")
    .WithFunctions<Projects.CloudburstApp__1_Functions>(nodes: 2, executorsPerNode: 2);

// dotnet run -- --operation publish --step publish --output-path k8s writes the same cluster as manifests.
builder.AddCloudburstKubernetes("k8s");

await builder.Build().RunAsync();
