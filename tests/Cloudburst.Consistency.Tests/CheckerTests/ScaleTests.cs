using Cloudburst.Histories.Checking;
using Cloudburst.Tests.Consistency.Models;

namespace Cloudburst.Tests.Consistency.CheckerTests;

/// <summary>Histories of the size of a simulation run are judged in seconds.</summary>
public class ScaleTests
{
    [Fact]
    public void Thousands_of_sessions_are_judged()
    {
        var history = new SequentialSystem(seed: 11).Run(3_000);
        Assert.True(history.Writes().Count() > 5_000);
        Assert.Empty(Promises.Check(history));
        Assert.Empty(new CausalSessionChecker().Check(history));
        Assert.Empty(new CausalCutChecker().Check(history));
        Assert.Empty(new SingleKeyCausalChecker().Check(history));
    }
}
