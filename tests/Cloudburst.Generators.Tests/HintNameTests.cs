using Cloudburst.Generators.Tests.Infrastructure;

namespace Cloudburst.Generators.Tests;

public class HintNameTests
{
    [Fact]
    public void Types_whose_names_differ_little_get_files_of_their_own()
    {
        var files = Generation.Run("""
            namespace A.B { public static partial class Shop { [CloudburstFunction("1")] public static int F() => 1; } }
            namespace A { public partial class B_Shop { [CloudburstFunction("2")] public static int F() => 1; } }
            namespace A { public partial class b_shop { [CloudburstFunction("3")] public static int F() => 1; } }
            namespace A.C { public partial class Shop { [CloudburstFunction("4")] public static int F() => 1; } }
            namespace D { public partial class A { public partial class B { [CloudburstFunction("5")] public static int F() => 1; } } }
            namespace D.E { public partial class B { [CloudburstFunction("6")] public static int F() => 1; } }
            namespace D { public partial class AB { [CloudburstFunction("7")] public static int F() => 1; } }
            """).AssertClean().Files;
        Assert.Equal((7 * 2) + 1, files.Count);
        Assert.Equal(files.Count, files.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void State_classes_whose_names_differ_little_get_files_of_their_own()
    {
        var files = Generation.Run("""
            namespace A { [CloudburstState("1")] public partial class Shop { public partial Counter C(); } }
            namespace A { [CloudburstState("2")] public partial class sHop { public partial Counter C(); } }
            namespace A { public partial class X { [CloudburstState("3")] public partial class Y { public partial Counter C(); } } }
            namespace A.X1 { [CloudburstState("4")] public partial class Y { public partial Counter C(); } }
            """).AssertClean().Files;
        Assert.Equal(4, files.Count);
    }

    [Fact]
    public void Modules_of_assemblies_whose_names_differ_little_have_names_of_their_own()
    {
        const string Functions = "public static partial class Shop { [CloudburstFunction] public static int F() => 1; }";
        string[] assemblies = ["My.App", "My_App", "My-App", "MyApp"];
        var modules = assemblies
            .Select(name => Generation.Run(Source.Compile(new CompileOptions { AssemblyName = name }, Functions)).AssertClean().Files["CloudburstModule.g.cs"])
            .Select(text => text.Split('\n').Single(line => line.StartsWith("public sealed class", StringComparison.Ordinal)));
        Assert.Equal(assemblies.Length, modules.Distinct().Count());
    }
}
