using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Hosting.Serving;

/// <summary>
/// Says over HTTP/1 whether a process lives (<c>/alive</c>) and whether it can work (<c>/health</c>, with what is missing). It has its own listener, and is up
/// before the role is, so that waiting for a peer looks like waiting and not like death.
/// </summary>
internal static class HealthServer
{
    /// <summary>Starts to listen, if the settings say where.</summary>
    /// <exception cref="CloudburstConfigurationException">The address is malformed, or can't be listened on.</exception>
    public static async Task<WebApplication?> StartAsync(
        RoleSettings settings, Func<IReadOnlyList<string>> missing, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (settings.HealthListen is not { } listen)
            return null;
        var address = new ListenAddress("HealthListen", listen);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton<ILoggerFactory>(new QuietLoggers(loggers));
        builder.WebHost.ConfigureKestrel(kestrel => address.Configure(kestrel, HttpProtocols.Http1));
        var app = builder.Build();
        // All three are request delegates: another delegate's parameters and result would take reflection, which a trimmed program hasn't.
        app.MapGet("/alive", context => context.Response.WriteAsync("alive", context.RequestAborted));
        app.MapGet("/health", context => WriteAsync(context, settings, missing()));
        if (settings.AllowKill)
        {
            app.MapPost("/admin/kill", _ =>
            {
                // A crash, not an exit: nothing is flushed, no handler runs.
                using var self = Process.GetCurrentProcess();
                self.Kill();
                return Task.CompletedTask;
            });
        }
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw address.Refused(error);
        }
        return app;
    }

    private static async Task WriteAsync(HttpContext context, RoleSettings settings, IReadOnlyList<string> missing)
    {
        context.Response.StatusCode = missing.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        using (var json = new System.Text.Json.Utf8JsonWriter(context.Response.BodyWriter))
        {
            json.WriteStartObject();
            json.WriteString("status", missing.Count == 0 ? "healthy" : "waiting");
            json.WriteString("role", settings.Role);
            json.WriteString("id", settings.Id);
            json.WriteStartArray("missing");
            foreach (var what in missing)
                json.WriteStringValue(what);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }
}
