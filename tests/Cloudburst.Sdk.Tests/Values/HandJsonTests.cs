using System.Text.Json;
using System.Text.Json.Serialization;
using MemoryPack;

namespace Cloudburst.Sdk.Tests.Values;

/// <summary>JSON that somebody has typed who does not know the type.</summary>
public partial class HandJsonTests
{
    [Theory]
    [InlineData("""{"title":"Emma","pages":2,"tags":[{"name":"a"}]}""")]
    [InlineData("""{"TITLE":"Emma","pAges":2,"Tags":[{"Name":"a","Note":null}]}""")]
    [InlineData("""{"title":"Emma","pages":2,"tags":[{"name":"a"}],"edition":1}""")]
    public void Names_may_be_in_any_case_and_what_has_a_default_value_or_may_be_null_left_out(string json)
    {
        var read = Payload.Decode<Book>(Typed(json), isArgument: true)!;
        Assert.Equal(("Emma", 2, 1), (read.Title, read.Pages, read.Edition));
        Assert.Equal(new Tag("a", null), Assert.Single(read.Tags));
    }

    [Theory]
    [InlineData("""{"titel":"Emma","pages":2,"tags":[]}""", " has no member 'titel' (did you mean 'Title'?)")]
    [InlineData("""{"title":"Emma","pages":2,"tags":[],"bogus":1}""", " has no member 'bogus'; it has 'Title', 'Pages', 'Tags' and 'Edition'")]
    [InlineData("""{"title":null,"pages":2,"tags":[]}""", "'Title' of Cloudburst.Sdk.Tests.Values.HandJsonTests.Book can't be null")]
    [InlineData("""{"pages":2}""", "'Title' and 'Tags' of Cloudburst.Sdk.Tests.Values.HandJsonTests.Book are missing")]
    [InlineData("""{"title":"Emma","tags":[]}""", "'Pages' of Cloudburst.Sdk.Tests.Values.HandJsonTests.Book is missing")]
    [InlineData("""{"title":"Emma","pages":"2","tags":[]}""", "\"2\" is no int, as 'Pages' of Cloudburst.Sdk.Tests.Values.HandJsonTests.Book must be")]
    [InlineData("""{"title":"Emma","pages":2,"tags":[{"name":"a"},{"nme":"b"}]}""", "Cloudburst.Sdk.Tests.Values.HandJsonTests.Tag has no member 'nme' (did you mean 'Name'?)")]
    [InlineData("[3]", "[3] is no Cloudburst.Sdk.Tests.Values.HandJsonTests.Book")]
    public void Argument_that_does_not_match_is_refused_by_the_names_of_member_and_type(string json, string problem)
    {
        var error = Assert.Throws<CloudburstException>(() => Payload.Decode<Book>(Typed(json), isArgument: true));
        Assert.Equal(CloudburstErrorCode.PayloadUndecodable, error.Code);
        Assert.EndsWith(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dictionaries_take_any_name_and_their_values_are_looked_into()
    {
        Assert.Equal(new Tag("x", null), Payload.Decode<Dictionary<string, Tag>>(Typed("""{"any":{"name":"x"}}"""), isArgument: true)!["any"]);
        var error = Assert.Throws<CloudburstException>(() => Payload.Decode<Dictionary<string, Tag>>(Typed("""{"any":{"nam":"x"}}"""), isArgument: true));
        Assert.EndsWith(" has no member 'nam' (did you mean 'Name'?)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Type_that_takes_members_it_does_not_know_still_does() =>
        Assert.Equal(3, Payload.Decode<Open>(Typed("""{"x":1,"y":3}"""), isArgument: true)!.Rest!["y"].GetInt32());

    [Fact]
    public void Members_whose_names_differ_only_in_case_are_told_apart()
    {
        var read = Payload.Decode<Cased>(Typed("""{"name":"a","Name":"b"}"""), isArgument: true)!;
        Assert.Equal(("a", "b"), (read.name, read.Name));
        Assert.Throws<CloudburstException>(() => Payload.Decode<Cased>(Typed("""{"NAME":"a"}"""), isArgument: true));
    }

    [Fact]
    public void MemoryPack_type_is_read_alike()
    {
        Assert.Equal(3, Payload.Decode<Packed>(Typed("""{"x":3}"""), isArgument: true)!.X);
        Assert.Throws<CloudburstException>(() => Payload.Decode<Packed>(Typed("""{"z":3}"""), isArgument: true));
    }

    [Fact]
    public void Stored_value_is_read_after_its_type_has_grown_but_a_member_that_is_none_is_told()
    {
        Assert.Equal(new Tag(null!, null), Payload.Decode<Tag>(Typed("{}")));
        Assert.Null(Payload.Decode<Book>(Typed("""{"title":"Emma"}"""))!.Tags);
        var error = Assert.Throws<CloudburstException>(() => Payload.Decode<Tag>(Typed("""{"nme":"b"}""")));
        Assert.Equal(
            "A value that was written by hand, as JSON, can't be read as Cloudburst.Sdk.Tests.Values.HandJsonTests.Tag: Cloudburst.Sdk.Tests.Values.HandJsonTests.Tag has no member 'nme' (did you mean 'Name'?). Write it anew",
            error.Message);
    }

    [Fact]
    public void Value_that_a_program_of_another_version_has_written_is_read_as_it_is()
    {
        var newer = Payload.Encode(new { Name = "a", Since = 2026 });
        Assert.Equal(new Tag("a", null), Payload.Decode<Tag>(newer, isArgument: true));
        Assert.Null(Payload.Decode<Book>(Payload.Encode(new { Title = "Emma" }), isArgument: true)!.Tags);
    }

    [Fact]
    public void Elements_and_items_stay_typed_by_hand()
    {
        var element = Assert.Single(PayloadLists.Split(Typed("""[{"nme":"a"}]""")));
        Assert.Throws<CloudburstException>(() => Payload.Decode<Tag>(element, isArgument: true));
        var item = PayloadTuples.Item(Typed("""{"item1":{"name":"a"}}"""), 1);
        Assert.Equal(new Tag("a", null), Payload.Decode<Tag>(item, isArgument: true));
    }

    private static ReadOnlyMemory<byte> Typed(string json)
    {
        using var document = JsonDocument.Parse(json);
        return EncodedValue.FromJson(document.RootElement, "object").Bytes;
    }

    public sealed record Book(string Title, int Pages, Tag[] Tags, int Edition = 1);

    public sealed record Tag(string Name, string? Note);

    public sealed class Open
    {
        public int X { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Rest { get; init; }
    }

#pragma warning disable IDE1006, CA1051, CA1708 // The names are what the test is about.
    public sealed class Cased
    {
        public string? name;

        public string? Name { get; set; }
    }
#pragma warning restore IDE1006, CA1051, CA1708

    [MemoryPackable(GenerateType.VersionTolerant)]
    public sealed partial class Packed
    {
        [MemoryPackOrder(0)]
        public int X { get; set; }
    }
}
