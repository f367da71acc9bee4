using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Cloudburst.Shared;
using Microsoft.Extensions.Configuration;

namespace Cloudburst.Aspire.Kubernetes;

/// <summary>What a Kubernetes cluster would refuse later, and far from the app host, is told when it is published.</summary>
internal static partial class OptionsCheck
{
    public const string Section = "Cloudburst:Kubernetes";
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];
    private static readonly string[] Roles = [nameof(CloudburstKubernetesOptions.Kvs), nameof(CloudburstKubernetesOptions.Scheduler), nameof(CloudburstKubernetesOptions.Cache), nameof(CloudburstKubernetesOptions.Executor)];

    /// <summary>Every problem, each in one sentence that names the option.</summary>
    public static IReadOnlyList<string> Problems(CloudburstKubernetesOptions options) =>
    [
        .. Broken(nameof(options.Namespace), options.Namespace, Label(), "a DNS label: lower-case letters, digits and hyphens, at most 63 of them"),
        .. string.IsNullOrWhiteSpace(options.NodeImage) ? [Wrong(nameof(options.NodeImage), options.NodeImage, "the name of an image")] : Array.Empty<string>(),
        .. PullPolicies.Contains(options.ImagePullPolicy) ? [] : new[] { Wrong(nameof(options.ImagePullPolicy), options.ImagePullPolicy, string.Join(" or ", PullPolicies)) },
        .. Broken(nameof(options.ImagePullSecret), options.ImagePullSecret, Subdomain(), "the name of a secret"),
        .. Broken(nameof(options.KvsStorage), options.KvsStorage, Quantity(), "a quantity such as 10Gi"),
        .. Broken(nameof(options.KvsStorageClass), options.KvsStorageClass, Subdomain(), "the name of a storage class"),
        .. Broken(nameof(options.KvsPasswordSecret), options.KvsPasswordSecret, Subdomain(), "the name of a secret"),
        .. OfRole(nameof(options.Kvs), options.Kvs),
        .. OfRole(nameof(options.Scheduler), options.Scheduler),
        .. OfRole(nameof(options.Cache), options.Cache),
        .. OfRole(nameof(options.Executor), options.Executor),
    ];

    /// <summary>Names in the configuration that no option has.</summary>
    public static IReadOnlyList<string> Unknown(IConfiguration section)
    {
        string[] known = [.. typeof(CloudburstKubernetesOptions).GetProperties().Select(property => property.Name)];
        string[] ofRole = [.. typeof(CloudburstContainerResources).GetProperties().Select(property => property.Name)];
        List<string> unknown = [];
        foreach (var child in section.GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                unknown.Add(NotAnOption(child.Key, known));
            else if (Roles.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                unknown.AddRange(child.GetChildren().Where(value => !ofRole.Contains(value.Key, StringComparer.OrdinalIgnoreCase)).Select(value => NotAnOption($"{child.Key}:{value.Key}", ofRole)));
        }
        return unknown;
    }

    private static string NotAnOption(string name, string[] known) =>
        $"{Section}:{name} is not an option{NearestName.Hint(name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..], known)}.";

    private static IEnumerable<string> OfRole(string role, CloudburstContainerResources resources) =>
    [
        .. Broken($"{role}:{nameof(resources.Cpu)}", resources.Cpu, Quantity(), "a quantity such as 500m"),
        .. Broken($"{role}:{nameof(resources.Memory)}", resources.Memory, Quantity(), "a quantity such as 1Gi"),
    ];

    private static string[] Broken(string option, string? value, Regex form, string must) => value is null || form.IsMatch(value) ? [] : [Wrong(option, value, must)];

    private static string Wrong(string option, string? value, string must) => $"{Section}:{option} is '{value}' and must be {must}.";

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")]
    private static partial Regex Label();

    [GeneratedRegex("^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$")]
    private static partial Regex Subdomain();

    [GeneratedRegex("^(?=.*[1-9])[0-9]+([.][0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|E|Ei)?$")]
    private static partial Regex Quantity();
}
