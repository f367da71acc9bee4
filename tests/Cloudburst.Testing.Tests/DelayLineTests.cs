using Cloudburst.Testing.Network;

namespace Cloudburst.Testing.Tests;

public sealed class DelayLineTests
{
    private readonly VirtualTime _time = new();
    private readonly List<int> _arrived = [];
    private readonly DelayLine<int> _line;

    public DelayLineTests() => _line = new DelayLine<int>(_time, number =>
    {
        _arrived.Add(number);
        return true;
    });

    [Fact]
    public void What_is_not_delayed_arrives_at_once()
    {
        _line.Send(1, TimeSpan.Zero);
        Assert.Equal([1], _arrived);
    }

    [Fact]
    public void Each_frame_takes_its_time()
    {
        _line.Send(1, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromMilliseconds(500));
        _line.Send(2, TimeSpan.FromSeconds(1));
        Assert.Empty(_arrived);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal([1], _arrived);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal([1, 2], _arrived);
    }

    [Fact]
    public void What_is_on_its_way_when_the_line_is_closed_is_lost()
    {
        _line.Send(1, TimeSpan.FromSeconds(1));
        _line.Close();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(_arrived);
        Assert.False(_line.Send(2, TimeSpan.Zero));
    }

    [Fact]
    public void Nothing_overtakes_what_was_sent_before()
    {
        _line.Send(1, TimeSpan.FromSeconds(1));
        _line.Send(2, TimeSpan.Zero);
        _line.Send(3, TimeSpan.FromMilliseconds(1));
        Assert.Empty(_arrived);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([1, 2, 3], _arrived);
        _line.Send(4, TimeSpan.Zero);
        Assert.Equal([1, 2, 3, 4], _arrived);
    }
}
