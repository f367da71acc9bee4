using Story;

namespace Cloudburst.Hosting.Tests;

/// <summary>What a person sees of an error that ends the program.</summary>
public sealed class FailureReportTests
{
    [Fact]
    public async Task Of_FunctionThatThrew_ShowsItsStackAndTheCallersWithoutWhatLiesBetween()
    {
        var failed = await Record.ExceptionAsync(Teller.CallAsync);

        var lines = FailureReport.Of(failed!).ReplaceLineEndings("\n").Split('\n');

        Assert.Equal(
            ["error: 'f' threw", "   at Books.Deep() in /src/Books.cs:line 12", "   at Books.Loan() in /src/Books.cs:line 8", " called by"], lines[..4]);
        Assert.StartsWith("   at Story.Teller.CallAsync()", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void Of_EverythingElse_IsOneSentence() =>
        Assert.Equal("error: no scheduler", FailureReport.Of(new CloudburstException(CloudburstErrorCode.SchedulerUnavailable, "no scheduler", innerException: new IOException("refused"))));
}
