using System.Text;

namespace Cloudburst;

/// <summary>
/// A type as functions' contracts name it: C# with namespaces and keywords, without the names of tuple items and without nullable annotations; a memory is an array. The generator
/// writes the same for a function's parameters and result.
/// </summary>
internal static class ContractName
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(object)] = "object",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(sbyte)] = "sbyte",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(string)] = "string",
    };

    public static string Of(Type type)
    {
        var text = new StringBuilder();
        Append(text, type);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Type type)
    {
        if (type.IsArray)
        {
            AppendArray(text, type, "");
        }
        else if (Nullable.GetUnderlyingType(type) is { } value)
        {
            Append(text, value);
            text.Append('?');
        }
        else if (Keywords.TryGetValue(type, out var keyword))
        {
            text.Append(keyword);
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ReadOnlyMemory<>))
        {
            AppendArray(text, type.GenericTypeArguments[0], "[]");
        }
        else if (ItemsOf(type) is { Count: > 1 } items)
        {
            AppendList(text, '(', items, ')');
        }
        else
        {
            AppendNamed(text, type, type.GenericTypeArguments);
        }
    }

    // C# writes the outermost rank first: int[][,] is an array of int[,].
    private static void AppendArray(StringBuilder text, Type type, string outermost)
    {
        var ranks = new StringBuilder(outermost);
        for (; type.IsArray; type = type.GetElementType()!)
            ranks.Append('[').Append(',', type.GetArrayRank() - 1).Append(']');
        Append(text, type);
        text.Append(ranks);
    }

    /// <summary>The items of a tuple: from the eighth on they lie in a tuple of their own.</summary>
    private static List<Type> ItemsOf(Type type)
    {
        var items = new List<Type>();
        while (type.IsGenericType && type.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal))
        {
            var arguments = type.GenericTypeArguments;
            items.AddRange(arguments.Take(7));
            if (arguments.Length < 8)
                break;
            type = arguments[7];
        }
        return items;
    }

    /// <summary>A type with those around it, each with the arguments that are its own.</summary>
    private static void AppendNamed(StringBuilder text, Type type, Type[] arguments)
    {
        var outer = type.DeclaringType;
        var before = outer?.GetGenericArguments().Length ?? 0;
        if (outer is not null)
        {
            AppendNamed(text, outer, arguments[..before]);
            text.Append('.');
        }
        else if (!string.IsNullOrEmpty(type.Namespace))
        {
            text.Append(type.Namespace).Append('.');
        }
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        text.Append(tick < 0 ? type.Name : type.Name[..tick]);
        if (arguments.Length > before)
            AppendList(text, '<', arguments[before..], '>');
    }

    private static void AppendList(StringBuilder text, char open, IEnumerable<Type> types, char close)
    {
        text.Append(open);
        var separator = "";
        foreach (var type in types)
        {
            text.Append(separator);
            Append(text, type);
            separator = ", ";
        }
        text.Append(close);
    }
}
