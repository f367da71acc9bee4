namespace Cloudburst.SharedMemory.Core;

/// <summary>
/// Words of 64 bits that several processes see. The whole protocol between cache and executors goes through these four operations, so that tests
/// can run every order in which they may happen.
/// </summary>
internal abstract class SharedWords
{
    public abstract int Count { get; }

    /// <summary>Reads a word; no later read is done before it.</summary>
    public abstract ulong Read(int index);

    /// <summary>Writes a word; no earlier write is done after it.</summary>
    public abstract void Write(int index, ulong value);

    /// <summary>Writes a word that is zero; nothing later is done before it, nothing earlier after it.</summary>
    /// <returns>Whether it was zero.</returns>
    public abstract bool TryClaim(int index, ulong value);

    /// <summary>Nothing later is done before this, nothing earlier after it.</summary>
    public abstract void Fence();
}
