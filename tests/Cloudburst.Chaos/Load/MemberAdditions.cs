using System.Collections.Concurrent;
using Cloudburst.Chaos.Functions;

namespace Cloudburst.Chaos.Load;

/// <summary>Additions to sets that many write: each that was acknowledged is there in the end.</summary>
public sealed class MemberAdditions(int inFlight, int groups) : Workload("members", inFlight)
{
    /// <summary>A set is joined as a whole, so a group is given up for the next one before it gets large.</summary>
    private const int MembersOfGroup = 100;
    private readonly ConcurrentDictionary<string, int> _acknowledged = new(StringComparer.Ordinal);

    protected override async Task<bool> CallAsync(int loop, int number, Caller caller)
    {
        var member = $"{loop}-{number}";
        var group = (number % groups) + (number / MembersOfGroup * groups);
        var told = await caller.AskAsync($"Addition of {member}", options => caller.Client.Writing.AddMemberAsync(group, member, options)).ConfigureAwait(false);
        if (told.IsAnswered)
        {
            _acknowledged[member] = group;
            if (told.Answer != member)
                caller.Findings.Add($"The addition of {member} was answered with {told.Answer}");
        }
        return told.IsAnswered;
    }

    public override async Task<IReadOnlyList<string>> CheckAsync(ICloudburstClient client, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var group in _acknowledged.GroupBy(member => member.Value))
        {
            var members = (await new ChaosState(client.State).Members(group.Key).ReadAsync(cancellationToken).ConfigureAwait(false)).ToHashSet();
            problems.AddRange(group.Where(member => !members.Contains(member.Key)).Select(member => $"{member.Key} was added to group {group.Key}, and acknowledged, and is not there"));
        }
        return problems;
    }
}
