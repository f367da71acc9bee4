using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Messaging;

public class BoundMessageTests() : RuleTests("CB6005")
{
    [Theory]
    [InlineData("await context.SendAsync(context.Id, context);", "'Cloudburst.CloudburstContext'")]
    [InlineData("await context.SendAsync(context.Id, new Job(new Counter(context.State, \"k\")));", "'message.Counter' is a 'Cloudburst.Counter'")]
    [InlineData("await context.SendAsync(context.Id, context.CancellationToken);", "'System.Threading.CancellationToken'")]
    public async Task Object_of_the_sender_is_reported(string statement, string reason) => await AssertReportsAsync(
        $"public record Job(Counter Counter); public static async Task F(CloudburstContext context) {{ {statement} }}", "SendAsync", reason);

    [Fact]
    public async Task Data_is_not() => await AssertSilentAsync(
        "public record Job(string Key, InvocationId From); public static async Task F(CloudburstContext context) => await context.SendAsync(context.Id, new Job(\"k\", context.Id));");
}
