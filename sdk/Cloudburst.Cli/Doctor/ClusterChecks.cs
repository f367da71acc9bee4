using System.Net;
using System.Net.Sockets;
using Cloudburst.Cli.Invocation;
using Cloudburst.Cli.Status;

namespace Cloudburst.Cli.Doctor;

/// <summary>What runs at the address that the tool connects to, and whether it is whole.</summary>
internal static class ClusterChecks
{
    public static IEnumerable<Check> Judge(IReadOnlyList<SchedulerView> views, string source, string toolVersion)
    {
        var isDefault = source != "--connect" && source != Connection.Variable;
        foreach (var view in views)
        {
            var name = $"scheduler {view.Address}";
            if (view.Status is { } seen)
                yield return Check.Ok(name, $"{seen.Scheduler.Id} answers");
            else if (isDefault)
                yield return PortOf(view.Address);
            else
                yield return Check.Failed(name, view.Problem ?? "it does not answer", $"start it, or correct {source}");
        }
        if (views.FirstOrDefault(static view => view.Status is not null)?.Status is not { } status)
            yield break;
        yield return status.Executors.Count == 0
            ? Check.Failed("executors", "none is attached, so nothing can be called", "start the functions project as an executor, with the scheduler's address in Cloudburst__Schedulers")
            : Check.Ok("executors", $"{status.Executors.Count} with {status.Executors.Max(static executor => executor.Functions)} functions");
        if (status.Executors.Where(static executor => !executor.HasCache).Select(static executor => executor.Id).ToList() is { Count: > 0 } without)
            yield return Check.Failed("caches", $"{string.Join(", ", without)} can't reach the cache", "see whether the cache of that machine runs, and listens where Cloudburst__Cache of the executor says");
        yield return status.Store.IsReachable
            ? Check.Ok("store", $"a read takes {status.Store.ReadTime.TotalMilliseconds:0.0} ms")
            : Check.Failed("store", status.Store.Problem ?? "it does not answer", "start the store, or correct Cloudburst__Kvs of the scheduler");
        yield return Versions(status, toolVersion);
    }

    private static Check Versions(CloudburstStatus status, string toolVersion)
    {
        List<(string Who, string Version)> parts =
            [("this tool", toolVersion), (status.Scheduler.Id, status.Scheduler.Version), .. status.Executors.Select(static executor => (executor.Id, executor.Version))];
        var versions = parts.GroupBy(static part => part.Version).OrderBy(static version => version.Key, StringComparer.Ordinal).ToList();
        return versions.Count == 1
            ? Check.Ok("versions", $"{versions[0].Key} everywhere")
            : Check.Warning(
                "versions",
                $"mixed: {string.Join("; ", versions.Select(static version => $"{version.Key} in {string.Join(", ", version.Select(static part => part.Who))}"))}",
                "update the older ones: only one version is tested with itself");
    }

    /// <summary>Nobody was asked for and nobody is there: all that matters is whether <c>cloudburst run</c> could use the address.</summary>
    private static Check PortOf(string address)
    {
        var uri = new Uri(address);
        var name = $"port {uri.Port}";
        try
        {
            using var probe = new TcpListener(IPAddress.Parse(uri.Host), uri.Port);
            probe.Start();
            return Check.Ok(name, "free: 'cloudburst run' will serve there; no system runs there now");
        }
        catch (SocketException)
        {
            return Check.Failed(name, "in use by a program that is no scheduler", "end that program, or choose another port: 'cloudburst run --listen http://127.0.0.1:7001', and --connect the same");
        }
    }
}
