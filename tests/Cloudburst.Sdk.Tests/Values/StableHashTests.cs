namespace Cloudburst.Sdk.Tests.Values;

public class StableHashTests
{
    // The numbers are part of the contract: shards that were made with them are found with them.
    [Theory]
    [InlineData("", 0xe3b0c44298fc1c14)]
    [InlineData("ada", 0xfdee430d40bd57de)]
    [InlineData("größe", 0xd353a2671b67afff)]
    public void Of_gives_the_same_number_forever(string text, ulong expected) => Assert.Equal(expected, StableHash.Of(text));

    [Fact]
    public void Of_bytes_and_of_text_agree() => Assert.Equal(StableHash.Of("ada"), StableHash.Of("ada"u8));

    [Fact]
    public void Of_spreads_evenly()
    {
        var shards = new int[8];
        for (var i = 0; i < 8_000; i++)
            shards[StableHash.Of($"customer-{i}") % 8]++;
        Assert.All(shards, count => Assert.InRange(count, 900, 1_100));
    }
}
