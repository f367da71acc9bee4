using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Hosting;

public class NotRegisteredTests() : RuleTests("CB7003")
{
    private const string Function = "public static partial class Shop { [CloudburstFunction] public static int F() => 1; }";

    private const string Host = """
        namespace Cloudburst
        {
            public sealed class CloudburstApplicationBuilder { public CloudburstApplicationBuilder AddModule(FunctionModule module) => this; public void Run() { } }
            public static class CloudburstApplication { public static CloudburstApplicationBuilder CreateBuilder() => new(); }
        }
        """;

    [Fact]
    public async Task Host_without_the_functions_is_reported()
    {
        var found = Assert.Single(await AllAnalyzers.RunAsync(Host, Function + "public static class Start { public static void Run() => CloudburstApplication.CreateBuilder().Run(); }"));
        Assert.Equal(Id, found.Id);
        Assert.Equal("CloudburstApplication.CreateBuilder()", found.Underlined());
    }

    [Fact]
    public async Task Host_with_them_and_projects_without_are_not()
    {
        await AssertSilentInAsync(Host, $"using MyApp; {Function} public static class Start {{ public static void Run() => CloudburstApplication.CreateBuilder().AddCloudburstFunctions().Run(); }}");
        await AssertSilentInAsync(Host, "public static class Start { public static void Run() => CloudburstApplication.CreateBuilder().Run(); }");
        await AssertSilentInAsync(Host, Function);
    }
}
