namespace Cloudburst.Hosting.Processes;

/// <summary>Where a cache shares values with the executors of its machine.</summary>
internal static class SharedMemoryFolder
{
    private const string Off = "off";
    private const string Default = "/dev/shm";

    /// <summary>Chooses the folder.</summary>
    /// <param name="setting">The folder, <c>off</c>, or null for the system's own place, if it has one that this process may write to.</param>
    /// <returns>Null to share nothing.</returns>
    public static string? Choose(string? setting)
    {
        if (setting is not null)
            return string.Equals(setting, Off, StringComparison.OrdinalIgnoreCase) ? null : setting;
        return OperatingSystem.IsLinux() && IsWritable(Default) ? Default : null;
    }

    private static bool IsWritable(string folder)
    {
        var probe = Path.Combine(folder, $"cloudburst-probe-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(probe);
            Directory.Delete(probe);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
