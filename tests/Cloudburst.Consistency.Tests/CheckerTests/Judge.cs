using Cloudburst.Histories;
using Cloudburst.Histories.Checking;

namespace Cloudburst.Tests.Consistency.CheckerTests;

/// <summary>Histories in the <see cref="Notation"/>, good and bad.</summary>
internal static class Judge
{
    /// <summary>The checker has nothing against the history, and the history is one that could be.</summary>
    public static void Accepts(Checker checker, string text)
    {
        var history = Notation.Parse(text);
        Assert.Empty(new ProvenanceChecker().Check(history));
        Assert.Empty(checker.Check(history));
    }

    /// <summary>The checker finds one violation, and says all that in its explanation. The history is sound otherwise.</summary>
    public static void Refuses(Checker checker, string text, params ReadOnlySpan<string> named)
    {
        var history = Notation.Parse(text);
        if (checker is not ProvenanceChecker)
            Assert.Empty(new ProvenanceChecker().Check(history));
        var violation = Assert.Single(checker.Check(history));
        Assert.NotEmpty(violation.Culprits);
        foreach (var part in named)
            Assert.Contains(part, violation.Explanation, StringComparison.Ordinal);
    }
}
