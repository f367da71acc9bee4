using System.Reflection;
using System.Text;
using MemoryPack;

namespace Cloudburst.Sdk.Tests.Values;

public sealed partial class RefTests
{
    public sealed record Basket(string Owner, Ref<int> Total, IReadOnlyList<Ref<string>> Lines);

    [MemoryPackable(GenerateType.VersionTolerant)]
    public sealed partial record PackedBasket([property: MemoryPackOrder(0)] Ref<int> Total, [property: MemoryPackOrder(1)] Ref<string>[] Lines);

    private static readonly CloudburstFuture<int> Future = new(DispatchProxy.Create<ICloudburstClient, NoClient>(), "cb/result/1");

    [Fact]
    public void References_travel_as_their_keys()
    {
        var argument = ((Arg<Ref<int>[]>)new Ref<int>[] { Ref.To<int>("a"), Future, default }).Encode();
        Assert.Equal("""["a",{"result":"cb/result/1"},null]""", Encoding.UTF8.GetString(argument.Value.Span[Payload.HeaderSize..]));
        Assert.Equal(["a", "cb/result/1"], argument.InnerKeys);
    }

    [Fact]
    public void Keys_inside_of_records_are_found_once_each()
    {
        var basket = new Basket("ann", Ref.To<int>("total"), [Ref.To<string>("line"), Ref.To<string>("line")]);
        Assert.Equal(["total", "line"], ((Arg<Basket>)basket).Encode().InnerKeys);
        Assert.Equal(["total", "line"], ((Arg<PackedBasket>)new PackedBasket(basket.Total, [.. basket.Lines])).Encode().InnerKeys);
        Assert.Empty(((Arg<string>)"total").Encode().InnerKeys);
    }

    [Fact]
    public void Keys_of_one_argument_are_not_the_next_ones()
    {
        _ = Payload.Encode(new[] { Ref.To<int>("result-of-a-function") });
        Assert.Empty(((Arg<int[][]>)new int[][] { [1], [2] }).Encode().InnerKeys);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reference_inside_of_an_argument_has_its_value_once_that_was_read(bool packed)
    {
        var total = Ref.To<int>("total");
        Ref<string>[] lines = [Ref.To<string>("1"), Ref.To<string>("2")];
        var met = new List<ReferenceRead>();
        (var readTotal, IReadOnlyList<Ref<string>> readLines) = packed
            ? ReferenceScope.Decode<PackedBasket>(Payload.Encode(new PackedBasket(total, lines)), isArgument: false, met)! is var a ? (a.Total, a.Lines) : default
            : ReferenceScope.Decode<Basket>(Payload.Encode(new Basket("ann", total, lines)), isArgument: false, met)! is var b ? (b.Total, b.Lines) : default;
        Assert.Equal(["total", "1", "2"], met.Select(static read => read.Key));
        Assert.False(readTotal.IsResolved);
        met[0].Take(Payload.Encode(7));
        met[1].Take(Payload.Encode("tea"));
        met[2].Take(default);
        Assert.Equal(7, readTotal.Value);
        Assert.Equal(("tea", true), (readLines[0].Value, readLines[0].Exists));
        Assert.Equal((null, false), (readLines[1].Value, readLines[1].Exists));
    }

    [Fact]
    public void Future_stays_one_when_it_is_passed_on()
    {
        var met = new List<ReferenceRead>();
        var read = ReferenceScope.Decode<List<Ref<int>>>(Payload.Encode(new List<Ref<int>> { Future }), isArgument: false, met)![0];
        Assert.True(Assert.Single(met).IsFuture);
        met[0].Take(Payload.Encode(3));
        Assert.Equal(ArgumentKind.Result, ((Arg<int>)read).Encode().Kind);
        Assert.Equal(["cb/result/1"], ((Arg<List<Ref<int>>>)new List<Ref<int>> { read }).Encode().InnerKeys);
    }

    [Fact]
    public void Reference_outside_of_a_call_is_only_a_name()
    {
        var read = Payload.Decode<Ref<int>[]>(Payload.Encode(new[] { Ref.To<int>("a") }))![0];
        Assert.Equal("a", read.Key);
        Assert.Contains("'a'", Assert.Throws<InvalidOperationException>(() => read.Value).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Value_that_was_passed_directly_has_no_key_to_pass_on()
    {
        var error = Assert.Throws<CloudburstException>(() => Payload.Encode(new[] { Ref.Resolved("", isFuture: false, exists: true, 3) }));
        Assert.Equal(CloudburstErrorCode.InvalidArgument, error.Code);
        Assert.Contains("no key", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[3]")]
    [InlineData("[{}]")]
    [InlineData("""[{"result":3}]""")]
    [InlineData("""[{"key":"a"}]""")]
    [InlineData("""[{"result":"a","more":1}]""")]
    public void What_is_no_reference_is_refused(string json)
    {
        var error = Assert.Throws<CloudburstException>(() => Payload.Decode<Ref<int>[]>(new byte[] { 5, 0, 0, 0 }.Concat(Encoding.UTF8.GetBytes(json)).ToArray()));
        Assert.Equal(CloudburstErrorCode.PayloadUndecodable, error.Code);
    }

    /// <summary>Nobody asks it.</summary>
    public class NoClient : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException();
    }
}
