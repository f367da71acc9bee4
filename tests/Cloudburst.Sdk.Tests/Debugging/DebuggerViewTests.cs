using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Cloudburst.Lattices;

namespace Cloudburst.Sdk.Tests.Debugging;

/// <summary>What a debugger shows of our types.</summary>
public partial class DebuggerViewTests
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

    public static TheoryData<Type> Displayed =>
    [
        .. new[] { typeof(Dag), typeof(ObservedRemoveSet) }
            .SelectMany(type => type.Assembly.GetTypes())
            .Where(type => type.GetCustomAttribute<DebuggerDisplayAttribute>(inherit: false) is not null),
    ];

    [Theory]
    [InlineData(typeof(Counter))]
    [InlineData(typeof(Register<>))]
    [InlineData(typeof(SetOf<>))]
    [InlineData(typeof(Maximum))]
    [InlineData(typeof(Flag))]
    [InlineData(typeof(Ref<>))]
    [InlineData(typeof(CloudburstFuture<>))]
    [InlineData(typeof(CloudburstRequest<>))]
    [InlineData(typeof(CloudburstContext))]
    [InlineData(typeof(Dag))]
    [InlineData(typeof(FunctionTable))]
    [InlineData(typeof(PnCounter))]
    [InlineData(typeof(VectorClock))]
    public void What_a_user_holds_has_a_display(Type type) => Assert.NotNull(type.GetCustomAttribute<DebuggerDisplayAttribute>(inherit: false));

    [Theory]
    [MemberData(nameof(Displayed))]
    public void Display_names_members_that_exist(Type type)
    {
        foreach (Match hole in Holes().Matches(type.GetCustomAttribute<DebuggerDisplayAttribute>(inherit: false)!.Value))
        {
            var link = type;
            foreach (var name in hole.Groups[1].Value.Split('.'))
                link = TypeOf(link, name.Replace("()", "", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Dag_shows_its_nodes_and_their_arguments()
    {
        var dag = Dag.Build<int, int, string>("sum", (builder, left, right) =>
        {
            var square = builder.Add(new Function<int, int>("square"), left);
            return builder.Add(new Function<int, int, int, string>("describe"), square, right, 5, label: "words");
        });

        Assert.Equal(["square = square(input 0)", "words = describe(square, input 1, constant)"], View<string[]>(dag, "Nodes"));
        Assert.Equal("words", View<string>(dag, "Sink"));
    }

    [Fact]
    public void Dag_that_makes_no_sense_is_shown_all_the_same()
    {
        var dag = Dag.FromShape(new DagShape("odd", 1, [new DagNodeShape("f", "f", [DagBinding.FromNode(7), DagBinding.FromInput(0) with { Item = 2, IsForEach = true }])], Sink: 3));

        Assert.Equal(["f = f(?, each of input 0.Item2)"], View<string[]>(dag, "Nodes"));
        Assert.Equal("?", View<string>(dag, "Sink"));
    }

    [Fact]
    public void Set_shows_text_as_text_and_bytes_as_bytes() => Assert.Equal(
        ["FF00", "ada", "bob"], View<string[]>(ObservedRemoveSet.Bottom.Add(1, "bob"u8.ToArray()).Add(1, "ada"u8.ToArray()).Add(1, new byte[] { 0xff, 0 }), "Elements").Order(StringComparer.Ordinal));

    /// <summary>Makes the proxy as a debugger does.</summary>
    private static T View<T>(object shown, string property)
    {
        var type = shown.GetType();
        var proxy = type.GetCustomAttribute<DebuggerTypeProxyAttribute>(inherit: true)!.ProxyTypeName;
        var view = Activator.CreateInstance(Type.GetType(proxy, throwOnError: true)!, Any | BindingFlags.CreateInstance, null, [shown], null)!;
        return (T)view.GetType().GetProperty(property)!.GetValue(view)!;
    }

    private static Type TypeOf(Type type, string name)
    {
        for (var link = type; link is not null; link = link.BaseType)
        {
            if (link.GetProperty(name, Any | BindingFlags.DeclaredOnly) is { } property)
                return property.PropertyType;
            if (link.GetField(name, Any | BindingFlags.DeclaredOnly) is { } field)
                return field.FieldType;
            if (link.GetMethod(name, Any | BindingFlags.DeclaredOnly, []) is { } method)
                return method.ReturnType;
        }
        if (type.GetInterfaces().Select(contract => contract.GetProperty(name)).FirstOrDefault(found => found is not null) is { } inherited)
            return inherited.PropertyType;
        throw new MissingMemberException(type.FullName, name);
    }

    [GeneratedRegex(@"\{([\w.()]+)(?:,\w+)?\}")]
    private static partial Regex Holes();
}
