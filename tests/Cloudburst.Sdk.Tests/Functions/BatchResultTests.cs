namespace Cloudburst.Sdk.Tests.Functions;

public class BatchResultTests
{
    [Fact]
    public void Value_converts_to_a_result()
    {
        BatchResult<int> result = 4;
        Assert.Equal(4, result.Value);
        Assert.Null(result.Error);
        Assert.Null(BatchResult.Of<string?>(null).Value);
    }

    [Fact]
    public void Value_of_a_failed_call_is_an_error_that_says_why()
    {
        var result = BatchResult.Failed<int>(new FormatException("no digits"));
        Assert.IsType<FormatException>(result.Error);
        var error = Assert.Throws<InvalidOperationException>(() => result.Value);
        Assert.Contains("no digits", error.Message, StringComparison.Ordinal);
        Assert.Same(result.Error, error.InnerException);
    }
}
