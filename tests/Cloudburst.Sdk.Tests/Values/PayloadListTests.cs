namespace Cloudburst.Sdk.Tests.Values;

public sealed class PayloadListTests
{
    public static TheoryData<object> Lists =>
    [
        new[] { 1, -2, int.MaxValue },
        new[] { 0.5, double.MinValue, double.Epsilon },
        new[] { true, false },
        new byte[] { 1, 2, 255 },
        new[] { Guid.Empty, new Guid("01234567-89ab-cdef-0123-456789abcdef") },
        new[] { 1.5m, decimal.MinValue },
        new[] { TimeSpan.MaxValue, TimeSpan.Zero },
        new[] { "", "text, \"quoted\"", "ü€😀\n", "[1,2]" },
        new string?[] { "a", null },
        new int?[] { 1, null, 3 },
        new[] { DateTimeOffset.UnixEpoch, new DateTimeOffset(2026, 11, 25, 14, 0, 0, TimeSpan.FromHours(2)) },
        new[] { new[] { 1, 2 }, [], [3] },
        new[] { new Item("a", [1, 2], new Item("b", [], null)), new Item("{}", [3], null) },
        new[] { (1, "a"), (2, "b") },
        new[] { DayOfWeek.Friday, DayOfWeek.Sunday },
    ];

    [Theory]
    [MemberData(nameof(Lists))]
    public void Elements_that_are_taken_apart_and_put_together_are_the_list(object list) =>
        ((ICheck)Activator.CreateInstance(typeof(Check<>).MakeGenericType(list.GetType().GetElementType()!))!).Run(list);

    [Fact]
    public void Empty_list_whose_type_is_unknown_is_one_of_any_type()
    {
        var empty = PayloadLists.Join([]);
        Assert.Empty(Payload.Decode<int[]>(empty)!);
        Assert.Empty(Payload.Decode<string[]>(empty)!);
        Assert.True(Payload.Decode<ReadOnlyMemory<double>>(empty).IsEmpty);
        Assert.Empty(Payload.Decode<List<Item>>(empty)!);
        Assert.Empty(PayloadLists.Split(empty));
        Assert.Throws<CloudburstException>(() => Payload.Decode<int>(empty));
        Assert.Throws<CloudburstException>(() => Payload.Decode<string>(empty));
    }

    [Fact]
    public void Results_of_a_function_without_one_are_as_many_units()
    {
        var nothing = Payload.Encode<object?>(null);
        Assert.Equal([Unit.Value, Unit.Value], Payload.Decode<Unit[]>(PayloadLists.Join([nothing, nothing]))!);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 7, 0, 0, 1, 2, 3, 4 })]
    [InlineData(new byte[] { 2, 7, 0, 0, 1, 2, 3 })]
    [InlineData(new byte[] { 2, 99, 0, 0, 1, 2, 3 })]
    [InlineData(new byte[] { 3, 0, 0, 0, 65 })]
    [InlineData(new byte[] { 5, 0, 0, 0, (byte)'{', (byte)'}' })]
    [InlineData(new byte[] { 5, 0, 0, 0, (byte)'[', (byte)'1', (byte)',' })]
    [InlineData(new byte[] { 9, 0, 0, 0 })]
    public void What_is_no_list_is_refused(byte[] payload) =>
        Assert.Equal(CloudburstErrorCode.PayloadUndecodable, Assert.Throws<CloudburstException>(() => PayloadLists.Split(payload)).Code);

    [Fact]
    public void Elements_of_different_kinds_are_no_list()
    {
        Assert.Throws<CloudburstException>(() => PayloadLists.Join([Payload.Encode(1), Payload.Encode(1L)]));
        Assert.Throws<CloudburstException>(() => PayloadLists.Join([PayloadLists.EncodeJson("a"), Payload.Encode("b")]));
    }

    [Fact]
    public void Items_of_a_tuple_are_read_by_their_own_types()
    {
        var tuple = Payload.Encode((1, "text", new[] { 1.5, 2 }, (Inner: true, Other: (int?)null)));
        Assert.Equal(1, Payload.Decode<int>(PayloadTuples.Item(tuple, 1)));
        Assert.Equal("text", Payload.Decode<string>(PayloadTuples.Item(tuple, 2)));
        Assert.Equal([1.5, 2], Payload.Decode<double[]>(PayloadTuples.Item(tuple, 3))!);
        Assert.True(Payload.Decode<bool>(PayloadTuples.Item(PayloadTuples.Item(tuple, 4), 1)));
        Assert.Null(Payload.Decode<int?>(PayloadTuples.Item(PayloadTuples.Item(tuple, 4), 2)));
    }

    [Fact]
    public void Item_of_what_is_no_tuple_of_so_many_is_refused()
    {
        foreach (var (payload, item) in new[] { (Payload.Encode((1, 2)), 3), (Payload.Encode(1), 1), (Payload.Encode("Item1"), 1), ([], 1), (Payload.Encode(new List<int> { 1 }), 1) })
            Assert.Equal(CloudburstErrorCode.PayloadUndecodable, Assert.Throws<CloudburstException>(() => PayloadTuples.Item(payload, item)).Code);
    }

    public sealed record Item(string Name, int[] Numbers, Item? Inner)
    {
        public bool Equals(Item? other) => other is not null && Name == other.Name && Numbers.SequenceEqual(other.Numbers) && Equals(Inner, other.Inner);

        public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
    }

    private interface ICheck
    {
        void Run(object list);
    }

    private sealed class Check<T> : ICheck
    {
        public void Run(object list)
        {
            var values = (T[])list;
            // As a function returns it, and as the calls of a map return its elements.
            var elements = PayloadLists.Split(Payload.Encode(values));
            Assert.Equal(values, elements.Select(element => Payload.Decode<T>(element)!));
            Assert.Equal(values, PayloadLists.Split(Payload.Encode(new List<T>(values))).Select(element => Payload.Decode<T>(element)!));
            var joined = PayloadLists.Join([.. values.Select(value => (ReadOnlyMemory<byte>)PayloadLists.EncodeElement(value))]);
            Assert.Equal(values, Payload.Decode<T[]>(joined));
            Assert.Equal(Payload.Encode(values), joined);
        }
    }
}
