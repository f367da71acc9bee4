using System.Runtime.CompilerServices;

namespace Cloudburst.Generators.Tests.Infrastructure;

/// <summary>Compares a text with an accepted one. Run with <c>CLOUDBURST_ACCEPT=1</c> to accept what is there now.</summary>
internal static class Golden
{
    public static void Verify(string actual, string name, [CallerFilePath] string testFile = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(testFile)!, "snapshots", $"{name}.verified.txt");
        if (Environment.GetEnvironmentVariable("CLOUDBURST_ACCEPT") == "1")
            File.WriteAllText(path, actual);
        Assert.True(File.Exists(path), $"No accepted text for '{name}'; run once with CLOUDBURST_ACCEPT=1 and read what it wrote");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual.ReplaceLineEndings("\n"));
    }
}
