using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Hosting;

/// <summary>What the generic host tells of itself: a role says when it is up and why it is not, and nothing else shall stand around that.</summary>
internal static class HostNoise
{
    public static void Quieten(IHostApplicationBuilder builder)
    {
        // Whoever has set levels for it wants them.
        if (!builder.Configuration.GetSection("Logging:LogLevel").GetChildren().Any(level => level.Key.StartsWith("Microsoft", StringComparison.Ordinal)))
            builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
    }
}
