namespace Cloudburst.Architecture.Tests;

/// <summary>Who may reference whom. A change here is a change of the design: see docs/architecture.md.</summary>
public class DependencyRuleTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Cloudburst.Lattices"] = [],
        ["Cloudburst.Sdk"] = ["Cloudburst.Lattices"],
        ["Cloudburst.Protocol"] = ["Cloudburst.Lattices"],
        ["Cloudburst.Client"] = ["Cloudburst.Lattices", "Cloudburst.Sdk", "Cloudburst.Protocol"],
        ["Cloudburst.Cli"] = ["Cloudburst.Lattices", "Cloudburst.Sdk", "Cloudburst.Protocol", "Cloudburst.Client"],
        ["Cloudburst.Kvs"] = ["Cloudburst.Lattices", "Cloudburst.Protocol"],
        ["Cloudburst.Sessions"] = ["Cloudburst.Lattices"],
        ["Cloudburst.SharedMemory"] = [],
        ["Cloudburst.Cache"] = ["Cloudburst.Lattices", "Cloudburst.Protocol", "Cloudburst.Sessions", "Cloudburst.SharedMemory", "Cloudburst.Kvs"],
        ["Cloudburst.Executor"] = ["Cloudburst.Lattices", "Cloudburst.Sdk", "Cloudburst.Protocol", "Cloudburst.Sessions", "Cloudburst.SharedMemory"],
        ["Cloudburst.Scheduler"] = ["Cloudburst.Lattices", "Cloudburst.Protocol", "Cloudburst.Kvs"],
    };

    private static readonly string[] Roles =
        ["Cloudburst.Kvs", "Cloudburst.Cache", "Cloudburst.Executor", "Cloudburst.Scheduler", "Cloudburst.Monitor"];

    // The Sdk's package carries them; as references they are build tools, not code that is called.
    private static readonly string[] CompilerParts = ["Cloudburst.Generators", "Cloudburst.Analyzers", "Cloudburst.CodeFixes"];

    public static TheoryData<string> Libraries => [.. Allowed.Keys.Where(name => Repository.Projects.Any(project => project.Name == name))];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_references_only_what_the_design_allows(string name)
    {
        var project = Project(name);
        Assert.Empty(project.References.Except(Allowed[name]).Except(CompilerParts));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void What_a_library_reaches_through_others_is_allowed_too(string name)
    {
        var allowed = Allowed[name].SelectMany(reference => Closure(reference, Allowed)).Concat(Allowed[name]).ToHashSet();
        Assert.Empty(Reach(name).Except(allowed).Except(CompilerParts));
    }

    [Fact]
    public void Nothing_in_sdk_reaches_anything_in_runtime()
    {
        var runtime = Repository.Projects.Where(project => project.Folder == "runtime").Select(project => project.Name).ToHashSet();
        Assert.NotEmpty(runtime);
        foreach (var project in Repository.Projects.Where(project => project.Folder == "sdk"))
            Assert.Empty(Reach(project.Name).Where(runtime.Contains).Select(reached => $"{project.Name} -> {reached}"));
    }

    [Fact]
    public void Lattices_need_nothing_at_all()
    {
        var lattices = Project("Cloudburst.Lattices");
        Assert.Empty(lattices.References);
        Assert.Empty(lattices.Packages);
    }

    [Fact]
    public void Generators_and_analyzers_reference_nothing_of_ours()
    {
        var parts = Repository.Projects.Where(project => project.Folder is "generators" or "analyzers").ToList();
        Assert.NotEmpty(parts);
        // Code fixes stand on the analyzers whose diagnostics they fix, as in every analyzer package.
        foreach (var part in parts)
            Assert.Empty(part.References.Except(part.Name == "Cloudburst.CodeFixes" ? ["Cloudburst.Analyzers"] : []));
    }

    [Fact]
    public void Only_hosts_reference_a_composition()
    {
        string[] compositions = ["Cloudburst.Hosting"];
        string[] hosts = ["Cloudburst", "Cloudburst.Node", "Cloudburst.Testing"];
        foreach (var project in Repository.Projects.Where(project => project.Folder is "sdk" or "runtime" && !hosts.Contains(project.Name)))
            Assert.Empty(project.References.Intersect(compositions));
    }

    [Fact]
    public void The_hosting_integration_starts_roles_and_links_none()
    {
        var integration = Project("Cloudburst.Aspire.Hosting");
        Assert.Empty(integration.References.Intersect(Roles));
        Assert.DoesNotContain("Cloudburst.Hosting", integration.References);
    }

    [Fact]
    public void The_rule_finds_an_edge_that_it_forbids()
    {
        // A control: a checker that can't fail proves nothing.
        var edges = new Dictionary<string, string[]> { ["A"] = ["B"], ["B"] = ["C"], ["C"] = [] };
        Assert.Equal(["B", "C"], Closure("A", edges).Order());
    }

    private static SourceProject Project(string name) => Repository.Projects.Single(project => project.Name == name);

    private static HashSet<string> Reach(string name) =>
        Closure(name, Repository.Projects.ToDictionary(project => project.Name, project => project.References.ToArray()));

    private static HashSet<string> Closure(string name, Dictionary<string, string[]> edges)
    {
        var reached = new HashSet<string>();
        var pending = new Stack<string>([name]);
        while (pending.TryPop(out var next))
        {
            foreach (var reference in edges.GetValueOrDefault(next, []))
            {
                if (reached.Add(reference))
                    pending.Push(reference);
            }
        }
        return reached;
    }
}
