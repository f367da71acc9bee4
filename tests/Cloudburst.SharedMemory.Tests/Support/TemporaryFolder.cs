namespace Cloudburst.SharedMemory.Tests.Support;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("cloudburst-shm-tests-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
