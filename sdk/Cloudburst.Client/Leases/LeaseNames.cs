using System.Globalization;
using System.Text;
using Cloudburst.Protocol;

namespace Cloudburst.Client.Leases;

/// <summary>What a lease is for: a function, and the keys that its calls refer to. Calls with other references may have to go elsewhere, where those are cached.</summary>
internal static class LeaseNames
{
    /// <summary>Names what a call needs a lease for.</summary>
    /// <returns><see langword="null"/> for a call that no lease is for: it waits for another one's result, of which nobody knows yet where it will lie.</returns>
    public static string? Of(Call call)
    {
        StringBuilder? name = null;
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            var argument = call.Arguments[i];
            if (argument.KindCase == ArgumentValue.KindOneofCase.ResultKey)
                return null;
            if (argument.KindCase != ArgumentValue.KindOneofCase.Key)
                continue;
            // A function's name has no line ends, and a length says where a key that may have some ends.
            (name ??= new StringBuilder(call.Function)).Append(CultureInfo.InvariantCulture, $"\n{i}:{argument.Key.Length}:").Append(argument.Key);
        }
        return name?.ToString() ?? call.Function;
    }

    /// <summary>Asks for it.</summary>
    public static LeaseRequest RequestFor(Call call)
    {
        var request = new LeaseRequest { Function = call.Function };
        if (call.Arguments.Any(static argument => argument.KindCase == ArgumentValue.KindOneofCase.Key))
            request.References.AddRange(call.Arguments.Select(static argument => argument.KindCase == ArgumentValue.KindOneofCase.Key ? argument : new ArgumentValue()));
        return request;
    }
}
