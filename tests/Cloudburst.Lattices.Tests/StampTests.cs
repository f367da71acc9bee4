using CsCheck;

namespace Cloudburst.Lattices.Tests;

public class StampTests
{
    private static byte[] BytesOf(Stamp stamp)
    {
        var bytes = new byte[Stamp.Size];
        stamp.WriteTo(bytes);
        return bytes;
    }

    [Fact]
    public void Bytes_compare_like_stamps()
    {
        var stamps = Gen.OneOf(Generators.SmallStamp, Generators.AnyStamp);
        Gen.Select(stamps, stamps).Sample(
            (a, b) => Math.Sign(BytesOf(a).AsSpan().SequenceCompareTo(BytesOf(b))) == Math.Sign(a.CompareTo(b)), iter: 50_000);
    }

    [Fact]
    public void Bytes_come_back_as_the_same_stamp() =>
        Generators.AnyStamp.Sample(stamp => Stamp.Read(BytesOf(stamp)) == stamp, iter: 20_000);

    [Fact]
    public void Bytes_are_time_then_counter_then_node()
    {
        var stamp = new Stamp((0x0123_4567_89ABUL << 16) | 0xCDEF, 0x1122_3344_5566_7788);
        Assert.Equal("0123456789ABCDEF1122334455667788", Convert.ToHexString(BytesOf(stamp)));
        Assert.Equal(0x0123_4567_89ABL, stamp.Milliseconds);
        Assert.Equal(0xCDEF, stamp.Counter);
    }

    [Fact]
    public void Operators_agree_with_the_order() =>
        Gen.Select(Generators.SmallStamp, Generators.SmallStamp).Sample((a, b) =>
        {
            Assert.Equal(a.CompareTo(b) < 0, a < b);
            Assert.Equal(a.CompareTo(b) <= 0, a <= b);
            Assert.Equal(a.CompareTo(b) > 0, a > b);
            Assert.Equal(a.CompareTo(b) >= 0, a >= b);
            Assert.Equal(a.CompareTo(b) == 0, a == b);
            Assert.Equal(a == b, a.GetHashCode() == b.GetHashCode());
        });

    [Fact]
    public void Zero_is_before_every_other() => Generators.AnyStamp.Sample(stamp => Stamp.Zero <= stamp);

    [Fact]
    public void Time_of_a_stamp_beyond_the_calendar_is_its_end() =>
        Assert.Equal(9999, new Stamp(ulong.MaxValue, 0).Time.Year);

    [Fact]
    public void WriteTo_a_span_too_short_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Stamp.Zero.WriteTo(new byte[Stamp.Size - 1]));
}
