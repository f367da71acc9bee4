using System.Diagnostics;

namespace Cloudburst.Tests.Shared;

/// <summary>A file system in memory that is soon full.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cloudburst-disk-");

    public string Path => _folder.FullName;

    /// <returns>Null where this process may not mount.</returns>
    public static SmallDisk? TryMount(int megabytes)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Path))
            return disk;
        disk._folder.Delete();
        return null;
    }

    /// <summary>Gives it another size, as an operator would.</summary>
    public void Resize(int megabytes) => Assert.True(Run("mount", "-o", $"remount,size={megabytes}m", Path));

    public void Dispose()
    {
        // A cache keeps its index mapped to the end of the process.
        Run("umount", "--lazy", Path);
        _folder.Delete();
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
