using System.Globalization;
using System.Text.RegularExpressions;

namespace Cloudburst.Aspire.Kubernetes.Manifests;

/// <summary>Names, ports and addresses that two manifests must agree on.</summary>
internal static partial class Names
{
    public const int RespPort = 6379;
    public const int GrpcPort = 7000;
    public const int HealthPort = 8080;
    public const string SocketFolder = "/run/cloudburst";
    public const string DataFolder = "/data";
    public const string PasswordKey = "password";

    // Containers of one pod share its ports: executor i listens next to these.
    private const int FirstExecutorGrpcPort = 7100;
    private const int FirstExecutorHealthPort = 8100;

    /// <summary>A DNS label: lower case, digits and hyphens, at most 50 characters to leave room for what Kubernetes appends.</summary>
    public static string Label(string name)
    {
        var label = NotInLabel().Replace(name.ToLowerInvariant(), "-").Trim('-');
        if (label.Length == 0)
            throw new InvalidOperationException($"'{name}' has no letter or digit to make a Kubernetes name from; rename it.");
        return label.Length <= 50 ? label : label[..50].TrimEnd('-');
    }

    public static string Kvs(ClusterPlan plan) => plan.Name + "-kvs";

    public static string Scheduler(ClusterPlan plan) => plan.Name + "-scheduler";

    public static string Scheduler(ClusterPlan plan, int index) => string.Create(CultureInfo.InvariantCulture, $"{plan.Name}-scheduler-{index}");

    public static string Functions(ClusterPlan plan, FunctionsPlan functions) => $"{plan.Name}-{functions.Name}";

    /// <summary>The secret that holds what the app host's references would have put into the executors' environment.</summary>
    public static string FunctionsSecret(ClusterPlan plan, FunctionsPlan functions) => Functions(plan, functions) + "-settings";

    public static string PasswordSecret(ClusterPlan plan) => plan.Options.KvsPasswordSecret ?? plan.Name + "-kvs-password";

    public static int ExecutorGrpcPort(int executor) => FirstExecutorGrpcPort + executor;

    public static int ExecutorHealthPort(int executor) => FirstExecutorHealthPort + executor;

    /// <summary>The Redis endpoint, by the pod's stable name behind the headless service.</summary>
    public static string KvsAddress(ClusterPlan plan) => $"{Kvs(plan)}-0.{Kvs(plan)}:{RespPort}";

    public static string KvsUpdateAddress(ClusterPlan plan) => $"http://{Kvs(plan)}-0.{Kvs(plan)}:{GrpcPort}";

    /// <summary>Every scheduler by its own name: caches and executors introduce themselves to each.</summary>
    public static string SchedulerAddresses(ClusterPlan plan)
        => string.Join(',', Enumerable.Range(0, plan.Schedulers).Select(index => $"http://{Scheduler(plan, index)}:{GrpcPort}"));

    [GeneratedRegex("[^a-z0-9-]+")]
    private static partial Regex NotInLabel();
}
