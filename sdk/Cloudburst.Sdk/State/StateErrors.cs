using Cloudburst.Lattices;

namespace Cloudburst;

/// <summary>The errors that every state handle can meet.</summary>
internal static class StateErrors
{
    /// <summary>How often a writer starts again after a deletion before it gives up; each try needs another deletion in between.</summary>
    public const int MaxRestarts = 16;

    public static T Decode<T>(string key, string handle, ReadOnlyMemory<byte> capsule)
        where T : ILattice<T>
    {
        try
        {
            return Capsule.Decode<T>(capsule);
        }
        catch (LatticeTypeMismatchException error)
        {
            throw Mismatch(key, handle, capsule, error);
        }
        catch (LatticeFormatException error)
        {
            throw new CloudburstException(
                CloudburstErrorCode.PayloadUndecodable, $"The bytes under key '{key}' are damaged: {error.Message}", Details(key), error);
        }
    }

    public static CloudburstException Mismatch(string key, string handle, ReadOnlyMemory<byte> capsule, Exception? inner = null) => new(
        CloudburstErrorCode.LatticeMismatch,
        $"Key '{key}' holds a {LatticeNames.HandleOf(Capsule.TagOf(capsule.Span))} and can't be used as a {handle}; use its own kind of handle, another key, or delete the key first",
        Details(key),
        inner);

    /// <summary>Reads a value that a key holds.</summary>
    /// <exception cref="CloudburstException">It is of another type; the message names the key.</exception>
    public static T? DecodeValue<T>(string key, ReadOnlyMemory<byte> payload)
    {
        try
        {
            return Payload.Decode<T>(payload);
        }
        catch (CloudburstException error) when (error.Code == CloudburstErrorCode.PayloadUndecodable)
        {
            throw new CloudburstException(error.Code, $"What key '{key}' holds is of another type. {error.Message}", Details(key), error);
        }
    }

    public static CloudburstException TooManyDeletions(string key) => new(
        CloudburstErrorCode.Overloaded,
        $"The write to key '{key}' was overtaken by a deletion {MaxRestarts} times; delete the key less often than it is written",
        Details(key));

    public static CloudburstException NoCompareAndSet(string key) => new(
        CloudburstErrorCode.Unsupported,
        $"Key '{key}' can't be compared and set here; do it in a function that is called at the level LastWriterWins, Linearizable or Transactional",
        Details(key));

    private static Dictionary<string, string> Details(string key) => new() { ["key"] = key };
}
