using System.Numerics;

namespace Cloudburst.Histories;

/// <summary>A set of small numbers (of versions, of sessions) as bits. Grows as needed; not thread-safe.</summary>
public sealed class NumberSet
{
    private ulong[] _words = [];

    public NumberSet()
    {
    }

    private NumberSet(ulong[] words) => _words = words;

    public bool Contains(int number) => number >> 6 < _words.Length && (_words[number >> 6] & (1UL << number)) != 0;

    public void Add(int number)
    {
        Grow((number >> 6) + 1);
        _words[number >> 6] |= 1UL << number;
    }

    /// <summary>Whether anything was new.</summary>
    public bool UnionWith(NumberSet other)
    {
        Grow(other._words.Length);
        var added = 0UL;
        for (var i = 0; i < other._words.Length; i++)
        {
            added |= other._words[i] & ~_words[i];
            _words[i] |= other._words[i];
        }

        return added != 0;
    }

    public NumberSet Copy() => new([.. _words]);

    /// <summary>What is in both, the highest number first.</summary>
    public IEnumerable<int> Intersect(NumberSet other)
    {
        for (var i = Math.Min(_words.Length, other._words.Length) - 1; i >= 0; i--)
        {
            for (var word = _words[i] & other._words[i]; word != 0;)
            {
                var bit = 63 - BitOperations.LeadingZeroCount(word);
                word &= ~(1UL << bit);
                yield return (i << 6) + bit;
            }
        }
    }

    private void Grow(int words)
    {
        if (_words.Length < words)
            Array.Resize(ref _words, words);
    }
}
