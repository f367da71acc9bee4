namespace Cloudburst.Scheduler.Placement;

/// <summary>The same numbers in every run, for any thread that asks next.</summary>
internal sealed class SeededRandom(int seed) : Random
{
    private readonly Random _inner = new(seed);
    private readonly Lock _gate = new();

    public override int Next()
    {
        lock (_gate)
            return _inner.Next();
    }

    public override int Next(int maxValue)
    {
        lock (_gate)
            return _inner.Next(maxValue);
    }

    public override int Next(int minValue, int maxValue)
    {
        lock (_gate)
            return _inner.Next(minValue, maxValue);
    }

    public override long NextInt64()
    {
        lock (_gate)
            return _inner.NextInt64();
    }

    public override long NextInt64(long maxValue)
    {
        lock (_gate)
            return _inner.NextInt64(maxValue);
    }

    public override long NextInt64(long minValue, long maxValue)
    {
        lock (_gate)
            return _inner.NextInt64(minValue, maxValue);
    }

    public override double NextDouble()
    {
        lock (_gate)
            return _inner.NextDouble();
    }

    public override float NextSingle()
    {
        lock (_gate)
            return _inner.NextSingle();
    }

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        lock (_gate)
            _inner.NextBytes(buffer);
    }

    protected override double Sample() => NextDouble();
}
