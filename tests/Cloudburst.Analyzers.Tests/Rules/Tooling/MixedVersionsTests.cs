using Cloudburst.Analyzers.Tests.Infrastructure;
using Cloudburst.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cloudburst.Analyzers.Tests.Rules.Tooling;

public class MixedVersionsTests() : RuleTests("CB9004")
{
    [Fact]
    public async Task Other_version_is_reported()
    {
        var found = Assert.Single(await AllAnalyzers.RunAsync(With("9.9.9.9")));
        Assert.Equal(Id, found.Id);
        Assert.Contains("and Cloudburst.Testing has version 9.9.9.9", found.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Library_that_was_built_with_another_version_is_reported()
    {
        var found = Assert.Single(await AllAnalyzers.RunAsync(Source.Compile(new CompileOptions { MoreReferences = [OlderLibrary.Reference] }, "class A { }")));
        Assert.Equal(Id, found.Id);
        Assert.Contains("and the Cloudburst.Sdk that Old.Lib was built with has version 0.0.1.0", found.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Same_version_and_none_are_not()
    {
        Assert.Empty(await AllAnalyzers.RunAsync(With(typeof(CloudburstContext).Assembly.GetName().Version!.ToString())));
        await AssertSilentInAsync("class A { }");
    }

    private static CSharpCompilation With(string version)
    {
        var testing = Source.Compile(new CompileOptions { AssemblyName = "Cloudburst.Testing" }, $"[assembly: System.Reflection.AssemblyVersion(\"{version}\")] public class Marker {{ }}");
        return Source.Compile(new CompileOptions { MoreReferences = [testing.ToMetadataReference()] }, "class A : Marker { }");
    }
}
