using Cloudburst.Lattices;

namespace Cloudburst.Sessions;

/// <summary>Reads what a session requires of the keys of a read.</summary>
internal static class Requirements
{
    /// <summary>The clock that a version of a key must have seen.</summary>
    /// <exception cref="ArgumentException">The session's metadata is damaged.</exception>
    public static VectorClock Of(string key, SessionRecord constraints)
    {
        var required = VectorClock.Bottom;
        foreach (var read in constraints.Reads)
        {
            if (read.Key != key)
                continue;
            try
            {
                required = required.Join(CausalContext.Decode(read.Version).Cover);
            }
            catch (LatticeFormatException error)
            {
                throw new ArgumentException($"The session's metadata about key '{key}' is damaged: {error.Message}", nameof(constraints), error);
            }
        }

        return required;
    }
}
