namespace Cloudburst.Sdk.Tests.Errors;

public class FunctionFailedExceptionTests
{
    [Fact]
    public void Printed_it_shows_the_stack_of_the_function_and_its_inner_exceptions()
    {
        var thrown = Catch(static () =>
        {
            try
            {
                int.Parse("x", System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (FormatException error)
            {
                throw new InvalidOperationException("outer", error);
            }
        });

        var failed = Catch(() => throw new FunctionFailedException("'f' threw", typeof(InvalidOperationException).FullName!, "outer", thrown.ToString()));

        Assert.Contains(thrown.ToString(), failed.ToString(), StringComparison.Ordinal);
        Assert.Equal("outer", failed.InnerException!.Message);
        Assert.DoesNotContain("System.InvalidOperationException: outer", failed.InnerException.StackTrace, StringComparison.Ordinal);
        Assert.Contains("System.FormatException", failed.InnerException.StackTrace, StringComparison.Ordinal);
        Assert.Contains(thrown.StackTrace!, failed.InnerException.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_stack_there_is_nothing_more_to_show() =>
        Assert.Null(new FunctionFailedException("'f' threw", "E", "m", "").InnerException);

    private static Exception Catch(Action action) => Record.Exception(action);
}
