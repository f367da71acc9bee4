using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Cloudburst.Hosting;

/// <summary>Sends traces, metrics and logs to an OpenTelemetry collector, such as the Aspire dashboard, when the environment names one.</summary>
internal static class Telemetry
{
    public static void Add(IHostApplicationBuilder builder, RoleSettings settings)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddAttributes([new("cloudburst.role", settings.Role), new("cloudburst.id", settings.Id)]))
            .WithTracing(tracing => tracing.AddSource("Cloudburst.*"))
            .WithMetrics(metrics => metrics.AddMeter("Cloudburst.*").AddRuntimeInstrumentation())
            .UseOtlpExporter();
    }
}
