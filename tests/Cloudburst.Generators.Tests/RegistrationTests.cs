using Cloudburst.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Cloudburst.Generators.Tests;

public class RegistrationTests
{
    private const string Functions = "namespace Lib; public static partial class Shop { [CloudburstFunction] public static int F() => 1; }";

    [Fact]
    public void Without_a_builder_there_is_no_registration() =>
        Assert.DoesNotContain("CloudburstRegistration.g.cs", Generation.Run(Functions).AssertClean().Files.Keys);

    [Fact]
    public void Type_of_the_builders_name_without_the_method_is_left_alone() =>
        Assert.DoesNotContain(
            "CloudburstRegistration.g.cs",
            Generation.Run("namespace Cloudburst { public class CloudburstApplicationBuilder { public void AddModule(string module) { } } }").AssertClean().Files.Keys);

    [Fact]
    public void Application_adds_the_modules_of_its_libraries_once()
    {
        var library = Loaded.From(Generation.Run(Source.Compile(new CompileOptions { AssemblyName = "Registered.Lib" }, Functions)).AssertClean().After);
        var options = new CompileOptions { AssemblyName = "Registered.App", MoreReferences = [MetadataReference.CreateFromImage(library.Image)] };
        var application = Source.Compile(options, Samples.Builders, """
            using Registered.App;
            namespace Elsewhere
            {
                public static partial class Own { [CloudburstFunction] public static int F() => 1; }
                public static class Start
                {
                    public static string Run() => string.Join(" ",
                        from module in new CloudburstApplicationBuilder().AddCloudburstFunctions().Modules
                            .Concat(new Cloudburst.Testing.CloudburstTestHostBuilder().AddCloudburstFunctions().Modules)
                        from function in module.Functions
                        select function.Name);
                }
            }
            """.Insert(0, "using System.Linq;\n"));
        var generation = Generation.Run(application, rootNamespace: "Registered.App").AssertClean();
        var start = Loaded.From(generation.After).Assembly.GetType("Elsewhere.Start")!;
        Assert.Equal("Own.F Shop.F Own.F Shop.F", start.GetMethod("Run")!.Invoke(null, null));
    }

    [Fact]
    public void Project_without_functions_registers_those_of_its_libraries()
    {
        var library = Loaded.From(Generation.Run(Source.Compile(new CompileOptions { AssemblyName = "Only.Lib" }, Functions)).AssertClean().After);
        var options = new CompileOptions { AssemblyName = "Only.App", MoreReferences = [MetadataReference.CreateFromImage(library.Image)] };
        var files = Generation.Run(Source.Compile(options, Samples.Builders), "Only.App").AssertClean().Files;
        Assert.Equal(["CloudburstRegistration.g.cs"], files.Keys);
        Assert.Contains("new global::Cloudburst.Generated.Only_LibModule()", files["CloudburstRegistration.g.cs"]);
        // A program that begins with its host has no 'using' yet, and one beside another has its own.
        Assert.DoesNotContain("namespace", files["CloudburstRegistration.g.cs"]);
        Assert.Contains("internal static class CloudburstRegistration", files["CloudburstRegistration.g.cs"]);
    }

    [Theory]
    [InlineData("My.App", "namespace My.App;")]
    [InlineData("My App.1", "namespace My_App._1;")]
    [InlineData(null, "namespace MyApp;")]
    [InlineData("class", "namespace @class;")]
    public void Registration_is_in_the_root_namespace(string? root, string expected)
    {
        var files = Generation.Run(Source.Compile(Functions, Samples.Builders), root).AssertClean().Files;
        Assert.Contains(expected, files["CloudburstRegistration.g.cs"]);
    }

    [Fact]
    public void Program_in_one_file_has_it_in_the_global_namespace_before_there_is_a_function() => Assert.DoesNotContain(
        "namespace", Generation.Run(Source.Compile(Samples.Builders), "hello", isFile: true).AssertClean().Files["CloudburstRegistration.g.cs"]);

    [Fact]
    public void Empty_root_namespace_is_the_global_one() =>
        Assert.DoesNotContain("namespace", Generation.Run(Source.Compile(Functions, Samples.Builders), "").AssertClean().Files["CloudburstRegistration.g.cs"]);

    [Fact]
    public void Modules_of_libraries_that_were_built_with_another_version_are_not_left_out()
    {
        var options = new CompileOptions { AssemblyName = "Old.App", MoreReferences = [OlderLibrary.Reference] };
        var files = Generation.Run(Source.Compile(options, Samples.Builders), "Old.App").Files;
        Assert.Contains("new global::Cloudburst.Generated.Old_LibModule()", files["CloudburstRegistration.g.cs"], StringComparison.Ordinal);
    }
}
