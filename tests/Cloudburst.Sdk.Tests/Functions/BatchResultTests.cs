namespace Cloudburst.Sdk.Tests.Functions;

public sealed class BatchResultTests
{
    [Fact]
    public void Value_is_a_result_and_a_failure_is_one_for_its_caller()
    {
        BatchResult<int> value = 3;
        Assert.Equal((3, null), (value.Value, value.Error));
        var failed = BatchResult.Failed<int>(new ArgumentException("no"));
        Assert.IsType<ArgumentException>(failed.Error);
        Assert.Throws<InvalidOperationException>(() => failed.Value);
    }

    [Fact]
    public void Result_that_nobody_has_set_is_an_error()
    {
        var results = new BatchResult<int>[1];
        Assert.Contains("no result for this call", results[0].Error!.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => results[0].Value);
    }
}
