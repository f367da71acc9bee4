using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloudburst.Aspire.Cluster;

/// <summary>What an operator can do to a cluster from the dashboard, or with <c>aspire resource &lt;name&gt; &lt;command&gt;</c>.</summary>
internal static class Commands
{
    public const string Kill = "kill";
    public const string ScaleOut = "scale-out";
    public const string ScaleIn = "scale-in";
    private static readonly TimeSpan KillDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Ends the process at once, as a crash would; Aspire's own stop is the graceful one.</summary>
    public static IResourceBuilder<T> WithKillCommand<T>(this IResourceBuilder<T> builder, EndpointReference health)
        where T : IResource
        => builder.WithCommand(
            Kill,
            "Kill",
            context => KillAsync(context, health),
            new CommandOptions
            {
                Description = "Ends the process at once, without draining, as a crash would. Start brings it back.",
                IconName = "Flash",
                UpdateState = context => IsActive(context.ResourceSnapshot) ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
            });

    /// <summary>One executor more, one executor less.</summary>
    public static IResourceBuilder<CloudburstResource> WithScaleCommands(this IResourceBuilder<CloudburstResource> builder)
        => builder
            .WithCommand(
                ScaleOut,
                "Add an executor",
                context => ScaleOutAsync(context, builder.Resource),
                new CommandOptions
                {
                    Description = "Starts the first declared executor that is not running.",
                    IconName = "AddCircle",
                    IsHighlighted = true,
                })
            .WithCommand(
                ScaleIn,
                "Remove an executor",
                context => ScaleInAsync(context, builder.Resource),
                new CommandOptions
                {
                    Description = "Drains and stops the last running executor; one always stays.",
                    IconName = "SubtractCircle",
                    IsHighlighted = true,
                });

    private static async Task<ExecuteCommandResult> KillAsync(ExecuteCommandContext context, EndpointReference health)
    {
        if (!health.IsAllocated)
            return CommandResults.Failure($"'{context.ResourceName}' has no address yet: it was never started.");

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        deadline.CancelAfter(KillDeadline);
        using var http = new HttpClient { BaseAddress = new Uri(health.Url) };
        var reached = false;
        try
        {
            using (await http.GetAsync(new Uri("/alive", UriKind.Relative), deadline.Token).ConfigureAwait(false))
                reached = true;
            using var response = await http.PostAsync(new Uri("/admin/kill", UriKind.Relative), content: null, deadline.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? CommandResults.Success()
                : CommandResults.Failure($"'{context.ResourceName}' refused to be killed: HTTP {(int)response.StatusCode}.");
        }
        catch (HttpRequestException) when (reached)
        {
            // It died before it could answer: just what was asked for.
            return CommandResults.Success();
        }
        catch (HttpRequestException exception)
        {
            return CommandResults.Failure($"'{context.ResourceName}' does not answer at {health.Url}: {exception.Message}");
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            return CommandResults.Failure($"'{context.ResourceName}' did not answer within {KillDeadline.TotalSeconds:0} s.");
        }
    }

    private static async Task<ExecuteCommandResult> ScaleOutAsync(ExecuteCommandContext context, CloudburstResource cluster)
    {
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        var slot = cluster.ExecutorSlots.FirstOrDefault(slot => !IsActive(notifications, slot));
        if (slot is null)
        {
            return CommandResults.Failure(
                $"All {cluster.ExecutorSlots.Count()} declared executors of '{cluster.Name}' are running. " +
                "Declare more with the argument 'spareExecutors' of WithFunctions.");
        }

        var result = await RunAsync(context, slot, KnownResourceCommands.StartCommand).ConfigureAwait(false);
        if (result.Success)
            cluster.Health.SetWanted(slot, true);
        return result;
    }

    private static async Task<ExecuteCommandResult> ScaleInAsync(ExecuteCommandContext context, CloudburstResource cluster)
    {
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        var running = cluster.ExecutorSlots.Where(slot => IsActive(notifications, slot)).ToList();
        if (running.Count < 2)
            return CommandResults.Failure($"'{cluster.Name}' has {running.Count} running executor(s); the last one stays. Stop it by its own command if you mean it.");

        // Spares go first: the declared size is what the cluster goes back to.
        var slot = running.LastOrDefault(slot => slot.IsSpare) ?? running[^1];
        cluster.Health.SetWanted(slot, false);
        var result = await RunAsync(context, slot, KnownResourceCommands.StopCommand).ConfigureAwait(false);
        if (!result.Success)
            cluster.Health.SetWanted(slot, true);
        return result;
    }

    private static Task<ExecuteCommandResult> RunAsync(ExecuteCommandContext context, ExecutorSlot slot, string command)
    {
        context.Logger.LogInformation("Executor '{Executor}': {Command}.", slot.Resource.Name, command);
        return context.Services.GetRequiredService<ResourceCommandService>()
            .ExecuteCommandAsync(slot.Resource, command, context.CancellationToken);
    }

    private static bool IsActive(ResourceNotificationService notifications, ExecutorSlot slot)
        => notifications.TryGetCurrentState(slot.Resource.Name, out var current) && IsActive(current.Snapshot);

    private static bool IsActive(CustomResourceSnapshot snapshot)
        => snapshot.State?.Text is { } state && (state == KnownResourceStates.Running || state == KnownResourceStates.Starting);
}
