using Cloudburst.Analyzers.Tests.Infrastructure;
using Cloudburst.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis.CSharp;

namespace Cloudburst.Analyzers.Tests.Rules.Tooling;

public class OldLanguageTests() : RuleTests("CB9002")
{
    [Theory]
    [InlineData(LanguageVersion.CSharp9)]
    [InlineData(LanguageVersion.CSharp11)]
    [InlineData(LanguageVersion.CSharp13)]
    public async Task Old_language_is_reported(LanguageVersion version)
    {
        var found = await AllAnalyzers.RunAsync(Source.Compile(new CompileOptions { Language = version }, "namespace A { class B { } }"));
        Assert.Equal(Id, Assert.Single(found).Id);
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp14)]
    [InlineData(LanguageVersion.Preview)]
    public async Task Present_language_is_not(LanguageVersion version) =>
        Assert.Empty(await AllAnalyzers.RunAsync(Source.Compile(new CompileOptions { Language = version }, "namespace A { class B { } }")));
}
