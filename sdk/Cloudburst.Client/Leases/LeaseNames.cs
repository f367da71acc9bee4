using System.Globalization;
using System.Text;
using Cloudburst.Protocol;

namespace Cloudburst.Client.Leases;

/// <summary>What a lease is for: a function, and the keys that its calls refer to. Calls with other references may have to go elsewhere, where those are cached.</summary>
internal static class LeaseNames
{
    /// <summary>Calls with more references than this hardly come again with the same ones.</summary>
    private const int MostInnerKeys = 8;

    /// <summary>Names what a call needs a lease for.</summary>
    /// <returns><see langword="null"/> for a call that no lease is for: it waits for another one's result, of which nobody knows yet where it will lie, or refers to very much.</returns>
    public static string? Of(Call call)
    {
        StringBuilder? name = null;
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var argument = call.Arguments[i];
            if (argument.KindCase == ArgumentValue.KindOneofCase.ResultKey || argument.Inner?.Keys.Count > MostInnerKeys)
                return null;
            if (argument.KindCase == ArgumentValue.KindOneofCase.Key)
                Add(i, argument.Key);
            foreach (var key in argument.Inner?.Keys ?? [])
            {
                if (key.StartsWith(ResultKeys.Prefix, StringComparison.Ordinal))
                    return null;
                Add(i, key);
            }
        }
        return name?.ToString() ?? call.Function;

        // A function's name has no line ends, and a length says where a key that may have some ends.
        void Add(int place, string key) => (name ??= new StringBuilder(call.Function)).Append(CultureInfo.InvariantCulture, $"\n{place}:{key.Length}:").Append(key);
    }

    /// <summary>Asks for it.</summary>
    public static LeaseRequest RequestFor(Call call)
    {
        var request = new LeaseRequest { Function = call.Function };
        if (call.Arguments.Any(static argument => argument.KindCase == ArgumentValue.KindOneofCase.Key || argument.Inner is not null))
            request.References.AddRange(call.Arguments.Select(ReferencesIn));
        return request;

        static ArgumentValue ReferencesIn(ArgumentValue argument) =>
            argument.KindCase == ArgumentValue.KindOneofCase.Key ? argument : new ArgumentValue { Inner = argument.Inner };
    }
}
