using System.Reflection;

namespace Cloudburst.Analyzers.Tests.Infrastructure;

/// <summary>Code that tests read.</summary>
internal static class Corpus
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = typeof(Corpus).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>A file of this project's corpus.</summary>
    public static string Read(string name) => File.ReadAllText(Path.Combine(Root, "tests", "Cloudburst.Analyzers.Tests", "Corpus", name));
}
