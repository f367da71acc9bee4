using Cloudburst.Protocol;

namespace Cloudburst.Scheduler.Placement;

/// <summary>The keys that an argument reads from the store: its own, or those that its value refers to inside. To be enumerated with <c>foreach</c>, which allocates nothing.</summary>
/// <param name="argument">The argument; <see langword="null"/> for what is not known before the request runs.</param>
public readonly struct ReferenceKeys(ArgumentValue? argument)
{
    /// <summary>Begins with the first key.</summary>
    public Enumerator GetEnumerator() => new(argument);

    /// <summary>One key after the other.</summary>
    /// <param name="argument">The argument.</param>
    public struct Enumerator(ArgumentValue? argument)
    {
        private int _place = -1;

        /// <summary>The key.</summary>
        public readonly string Current => argument!.KindCase switch
        {
            ArgumentValue.KindOneofCase.Key => argument.Key,
            ArgumentValue.KindOneofCase.ResultKey => argument.ResultKey,
            _ => argument.Inner.Keys[_place],
        };

        /// <summary>Goes on to the next key.</summary>
        public bool MoveNext() => ++_place < argument?.KindCase switch
        {
            null => 0,
            ArgumentValue.KindOneofCase.Key or ArgumentValue.KindOneofCase.ResultKey => 1,
            _ => argument.Inner?.Keys.Count ?? 0,
        };
    }
}
