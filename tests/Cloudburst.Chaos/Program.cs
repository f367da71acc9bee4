using Cloudburst;
using Cloudburst.Chaos;

return await CloudburstApplication.CreateBuilder(args).AddCloudburstFunctions().RunAsync();
