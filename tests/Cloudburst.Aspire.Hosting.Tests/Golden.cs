using System.Runtime.CompilerServices;

namespace Cloudburst.Aspire.Tests;

/// <summary>Compares text with a file next to the tests; <c>CLOUDBURST_ACCEPT=1</c> writes the file anew.</summary>
internal static class Golden
{
    public static void Matches(string actual, string name, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, "Golden", name);
        if (Environment.GetEnvironmentVariable("CLOUDBURST_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"'{name}' has no golden file yet; look at the text and run again with CLOUDBURST_ACCEPT=1.\n{actual}");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual.ReplaceLineEndings("\n"));
    }
}
