using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Hosting;

/// <summary>
/// What the generic host and the web server tell of themselves: a role says when it is up and why it is not, and when a link breaks and why, and nothing else shall stand around that.
/// </summary>
internal static class HostNoise
{
    // gRPC writes a stack for every link that breaks, also when a process of a system is only stopped.
    private static readonly string[] Categories = ["Microsoft", "Grpc"];

    public static void Quieten(IHostApplicationBuilder builder)
    {
        // Whoever has set levels for it wants them.
        var levels = builder.Configuration.GetSection("Logging:LogLevel").GetChildren().Select(static level => level.Key).ToList();
        foreach (var category in Categories)
        {
            if (!levels.Exists(level => level.StartsWith(category, StringComparison.Ordinal)))
                builder.Logging.AddFilter(category, LogLevel.Warning);
        }
    }
}
