using System.Collections.Immutable;
using Cloudburst.Histories.Recording;
using Cloudburst.Lattices;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>What values consist of, by the names of the history. Outside of the world, like the history itself: a deletion has no payload to carry its name.</summary>
internal sealed class VersionNames
{
    private readonly Dictionary<Stamp, string> _deletions = [];

    /// <summary>Whoever makes a deletion says under which stamp.</summary>
    public void Add(Stamp deletion, string version) => _deletions.Add(deletion, version);

    public ImmutableArray<string> Of(ReadOnlyMemory<byte> capsule) => Recordings.VersionsOf(capsule, deletion => _deletions[deletion]);
}
