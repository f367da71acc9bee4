using Cloudburst.SharedMemory.Core;

namespace Cloudburst.SharedMemory.Tests.Support;

/// <summary>Takes every block for the key's, after an optional look at it.</summary>
internal readonly struct AnyKey(Func<long, bool>? look = null) : IBlockTest
{
    public bool Matches(long unit) => look?.Invoke(unit) ?? true;
}
