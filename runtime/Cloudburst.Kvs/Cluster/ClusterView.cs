using System.Net;

namespace Cloudburst.Kvs.Cluster;

/// <summary>The cluster as it was at one moment: what each node that answered says about itself, and about those that did not.</summary>
internal sealed class ClusterView
{
    private readonly IReadOnlyDictionary<string, ClusterNode> _said;
    private readonly HashSet<string> _members;

    /// <param name="answers">The lists that the nodes gave.</param>
    public ClusterView(IReadOnlyCollection<ClusterNode[]> answers)
    {
        Alive = [.. answers.Select(answer => answer.Single(node => node.IsSelf))];
        _members = [.. answers.SelectMany(answer => answer).Where(node => !node.IsSelf).Select(node => node.Id)];
        // About others the one with the newest configuration of it is right.
        _said = answers.SelectMany(answer => answer)
            .GroupBy(node => node.Id)
            .ToDictionary(sayings => sayings.Key, sayings => sayings.OrderByDescending(node => node.IsSelf).ThenByDescending(node => node.Epoch).First());
    }

    /// <summary>Those that answered, by what they say about themselves.</summary>
    public IReadOnlyList<ClusterNode> Alive { get; }

    /// <summary>Everybody whom anybody knows.</summary>
    public IEnumerable<ClusterNode> Known => _said.Values;

    /// <summary>Primaries that own slots and did not answer.</summary>
    public IEnumerable<ClusterNode> SilentOwners =>
        Known.Where(node => node is { IsPrimary: true, Slots.Count: > 0 } && Alive.All(alive => alive.Id != node.Id));

    /// <summary>Primaries that own slots and answered.</summary>
    public IEnumerable<ClusterNode> Owners => Alive.Where(node => node is { IsPrimary: true, Slots.Count: > 0 });

    /// <summary>Whether somebody else knows it.</summary>
    public bool IsMember(ClusterNode node) => _members.Contains(node.Id);

    public ClusterNode? At(IPEndPoint endPoint) => Alive.FirstOrDefault(node => node.EndPoint.Equals(endPoint));

    public IEnumerable<ClusterNode> ReplicasOf(string primaryId) => Alive.Where(node => !node.IsPrimary && node.PrimaryId == primaryId);

    /// <summary>The owner that lacks replicas most.</summary>
    public ClusterNode? MostExposed(int replicasWanted) => Owners
        .Where(owner => ReplicasOf(owner.Id).Count() < replicasWanted)
        .OrderBy(owner => ReplicasOf(owner.Id).Count()).ThenBy(owner => owner.Id, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>Whether all that answered know all of some nodes, and agree that every slot has an owner.</summary>
    public static bool Agree(IReadOnlyCollection<ClusterNode[]> answers, IReadOnlyList<IPEndPoint> nodes) => answers.Count > 0
        && answers.All(answer => answer.Sum(node => node.Slots.Sum(range => range.Count)) == SlotPlan.Slots
            && nodes.All(node => answer.Any(known => known.EndPoint.Equals(node))));
}
