using System.Security.Cryptography;
using System.Text;

namespace Cloudburst.Aspire.Cluster;

/// <summary>Where a cluster keeps things on this machine.</summary>
internal static class DataFolders
{
    public const string ConfigurationKey = "Cloudburst:DataFolder";

    // sun_path is 108 bytes on Linux and 104 on macOS, its end mark included.
    private const int LongestSocketFolder = 80;

    /// <summary>The durable folder of one app host's cluster: the same at every run, apart from every other app host's.</summary>
    public static string Default(string appHostDirectory, string clusterName)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        if (string.IsNullOrEmpty(home))
            home = Path.GetTempPath();
        var directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(appHostDirectory));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..8];
        return Path.Combine(home, "Cloudburst", $"{Path.GetFileName(directory)}-{hash}", clusterName);
    }

    /// <summary>A short folder for Unix domain sockets, of this run only.</summary>
    public static string NewSocketFolder()
    {
        var temp = Path.GetTempPath();
        if (temp.Length > LongestSocketFolder && Directory.Exists("/tmp"))
            temp = "/tmp";
        return Path.Combine(temp, "cb-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)));
    }
}
