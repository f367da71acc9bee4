using System.Security.Cryptography;
using System.Text;
using Cloudburst.Aspire.Kubernetes.Manifests;

namespace Cloudburst.Aspire.Kubernetes;

/// <summary>Writes the manifests of a cluster into a folder.</summary>
internal static class ManifestFolder
{
    private const int PasswordBytes = 24;

    /// <summary>Writes every file, replacing what an earlier publication wrote; a secret that is there already stays.</summary>
    /// <returns>The names of the files in the folder that belong to the publication.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(ClusterPlan plan, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var files = ClusterManifests.Of(plan);
        RemoveStale(folder, files);
        List<string> written = [];
        foreach (var file in files)
            await WriteAsync(file.Name, file.ToYaml()).ConfigureAwait(false);
        await WriteAsync("README.txt", Readme.Of(plan)).ConfigureAwait(false);

        if (plan.Options.KvsPasswordSecret is null)
        {
            await WriteAsync(".gitignore", ClusterManifests.SecretFile + "\n").ConfigureAwait(false);
            WriteSecretOnce(plan, Path.Combine(folder, ClusterManifests.SecretFile));
            written.Add(ClusterManifests.SecretFile);
        }

        return written;

        async Task WriteAsync(string name, string text)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text, cancellationToken).ConfigureAwait(false);
            written.Add(name);
        }
    }

    /// <summary>A functions project that is gone must not be applied again from an old file.</summary>
    private static void RemoveStale(string folder, IReadOnlyList<ManifestFile> files)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "?0-*.yaml"))
        {
            var name = Path.GetFileName(path);
            if (name != ClusterManifests.SecretFile && files.All(file => file.Name != name))
                File.Delete(path);
        }
    }

    private static void WriteSecretOnce(ClusterPlan plan, string path)
    {
        if (File.Exists(path))
            return;

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes));
        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(ClusterManifests.Secret(plan, password).ToYaml()));
    }
}
