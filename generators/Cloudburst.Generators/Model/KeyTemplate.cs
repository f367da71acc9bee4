using System;
using System.Collections.Generic;
using System.Text;
using Cloudburst.Generators.Text;

namespace Cloudburst.Generators.Model;

/// <summary>A piece of a key's template: literal text, or the name of a parameter.</summary>
internal readonly record struct KeyPart(string Text, bool IsParameter);

/// <summary>Reads a key's template, in which <c>{name}</c> is a parameter and <c>{{</c> a brace.</summary>
internal static class KeyTemplate
{
    /// <summary>Splits a template.</summary>
    /// <returns>What is wrong with it, or <see langword="null"/>.</returns>
    public static string? TryParse(string template, out EquatableArray<KeyPart> parts)
    {
        var found = new List<KeyPart>();
        var literal = new StringBuilder();
        parts = default;
        for (var i = 0; i < template.Length; i++)
        {
            var c = template[i];
            if ((c is '{' or '}') && i + 1 < template.Length && template[i + 1] == c)
            {
                literal.Append(c);
                i++;
            }
            else if (c == '{')
            {
                var end = template.IndexOf('}', i);
                if (end < 0)
                    return "a brace is not closed";
                if (literal.Length > 0)
                    found.Add(new KeyPart(literal.ToString(), IsParameter: false));
                literal.Clear();
                found.Add(new KeyPart(template.Substring(i + 1, end - i - 1).Trim(), IsParameter: true));
                i = end;
            }
            else if (c == '}')
            {
                return "a brace is closed that was not opened";
            }
            else
            {
                literal.Append(c);
            }
        }
        if (literal.Length > 0)
            found.Add(new KeyPart(literal.ToString(), IsParameter: false));
        if (found.Count == 0)
            return "it is empty";
        parts = found.ToEquatableArray();
        return null;
    }
}
