using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Messaging;

public class MadeUpIdTests() : RuleTests("CB6001")
{
    [Theory]
    [InlineData("new InvocationId(\"bob\")")]
    [InlineData("(InvocationId)new(\"bob\")", "new(\"bob\")")]
    public async Task Constant_id_is_reported(string expression, string? underlined = null) =>
        await AssertReportsAsync($"public static async Task F(CloudburstContext context) => await context.SendAsync({expression}, 1);", underlined ?? expression, "The text 'bob'");

    [Fact]
    public async Task Id_that_was_told_is_not() => await AssertSilentAsync("""
        public static async Task F(CloudburstContext context, string id, ReceivedMessage<int> message)
        {
            await context.SendAsync(new InvocationId(id), 1);
            await context.SendAsync(message.From, 1);
        }
        """);
}
