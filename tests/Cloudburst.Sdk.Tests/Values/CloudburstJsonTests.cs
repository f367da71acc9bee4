using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Cloudburst.Sdk.Tests.Values;

/// <summary>Values that travel as JSON, with what the build has written about their types.</summary>
public partial class CloudburstJsonTests
{
    [Fact]
    public void Added_context_is_asked_before_reflection_and_writes_the_same()
    {
        var context = new Watched();
        CloudburstJson.AddContext(context);

        var payload = Payload.Encode(new Order("umbrella", 2));

        Assert.Contains(typeof(Order), context.Told);
        Assert.Equal("""{"Name":"umbrella","Pieces":2}""", Encoding.UTF8.GetString(payload.AsSpan(Payload.HeaderSize)));
        Assert.Equal(new Order("umbrella", 2), Payload.Decode<Order>(payload));
    }

    [Fact]
    public void Type_that_no_context_knows_is_reflected_over() =>
        Assert.Equal(new Unlisted("boots"), Payload.Decode<Unlisted>(Payload.Encode(new Unlisted("boots"))));

    [Fact]
    public void Context_must_be_one() => Assert.Throws<ArgumentNullException>(() => CloudburstJson.AddContext(null!));

    public sealed record Order(string Name, int Pieces);

    public sealed record Unlisted(string Name);

    [JsonSerializable(typeof(Order))]
    internal sealed partial class Known : JsonSerializerContext;

    private sealed class Watched : IJsonTypeInfoResolver
    {
        public List<Type> Told { get; } = [];

        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options)
        {
            var info = ((IJsonTypeInfoResolver)Known.Default).GetTypeInfo(type, options);
            if (info is not null)
                Told.Add(type);
            return info;
        }
    }
}
