using Cloudburst.Analyzers.Tests.Infrastructure;

namespace Cloudburst.Analyzers.Tests.Rules.Declaration;

public class ClassTests() : RuleTests("CB0011")
{
    private const string F = "[CloudburstFunction] public int F() => 1;";

    [Theory]
    [InlineData("public partial struct Shop { " + F + " }", "its type 'Shop' is a struct")]
    [InlineData("public partial interface IShop { " + F + " }", "its type 'IShop' is no class")]
    [InlineData("public abstract partial class Shop { " + F + " }", "its class 'Shop' is abstract")]
    [InlineData("public partial class Shop { private Shop() { } " + F + " }", "has no constructor that is public or internal")]
    [InlineData("public partial class Shop { public Shop() { } public Shop(IDisposable x) { } " + F + " }", "has 2 constructors and not one of them is marked [ActivatorUtilitiesConstructor]")]
    [InlineData("public partial class Shop(int size) { " + F + " }", "the parameter 'size' of its class's constructor is a 'int', which is no service")]
    [InlineData("public partial class Shop(string path) { " + F + " }", "is a 'string', which is no service")]
    [InlineData("public partial class Shop(float[] weights) { " + F + " }", "is a 'float[]', which is no service")]
    [InlineData("public partial class Shop(in IDisposable x) { " + F + " }", "is passed by reference")]
    [InlineData("public partial class Shop(CloudburstContext context) { " + F + " }", "belongs to one call, and the object to all of them")]
    [InlineData("public partial class Shop(S state) { " + F + " } [CloudburstState(\"s\")] public partial class S { public partial Counter C(); }", "belongs to one call")]
    [InlineData("public partial class Shop([FromKeyedServices] IDisposable x) { " + F + " } public class FromKeyedServicesAttribute : Attribute;", "takes a keyed service")]
    [InlineData("public partial class Shop { public required string Name { get; init; } " + F + " }", "has the required member 'Name'")]
    public async Task Class_that_an_executor_cannot_make_is_reported(string source, string reason) => await AssertReportsInAsync(source, "F", reason);

    [Theory]
    [InlineData("public partial class Shop { " + F + " }")]
    [InlineData("public partial class Shop(IDisposable a, IComparable? b = null, int size = 3, string name = \"n\") { " + F + " }")]
    [InlineData("internal sealed partial record Shop(IDisposable A) { " + F + " }")]
    [InlineData("public partial class Shop { internal Shop() { } private Shop(int x) { } " + F + " }")]
    [InlineData("public partial class Shop { public Shop() { } [ActivatorUtilitiesConstructor] public Shop(IDisposable x) { } " + F + " } public class ActivatorUtilitiesConstructorAttribute : Attribute;")]
    [InlineData("public partial class Shop { [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public Shop() => Name = \"\"; public required string Name { get; init; } " + F + " }")]
    [InlineData("public partial struct Shop { [CloudburstFunction] public static int F() => 1; }")]
    public async Task Class_with_one_constructor_of_services_and_static_functions_are_not(string source) => await AssertSilentInAsync(source);
}
