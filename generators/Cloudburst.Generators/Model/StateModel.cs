using Cloudburst.Generators.Text;

namespace Cloudburst.Generators.Model;

/// <summary>A state class. One with a problem has bodies too, so that its build says what the analyzer has to say, and not that every member lacks a body.</summary>
/// <param name="Type">The type.</param>
/// <param name="Name">Its bare name.</param>
/// <param name="Prefix">The first segment of every key.</param>
/// <param name="Field">The field's name that no member of the user has; <see langword="null"/> where a constructor of the user's takes the place of ours, and no member can work.</param>
/// <param name="Accessors">The partial methods to write.</param>
internal sealed record StateModel(TypeShell Type, string Name, string Prefix, string? Field, EquatableArray<AccessorModel> Accessors);

/// <summary>A partial method of a state class.</summary>
/// <param name="Modifiers">Its modifiers as written.</param>
/// <param name="Name">Its bare name.</param>
/// <param name="Handle">The handle's type.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="IsFit">Whether it can work; otherwise its problem is reported, and its body only throws.</param>
internal sealed record AccessorModel(string Modifiers, string Name, string Handle, EquatableArray<SegmentModel> Parameters, bool IsFit);

/// <summary>How a parameter becomes a segment of the key.</summary>
internal enum SegmentKind
{
    /// <summary>A text: escaped.</summary>
    Text,

    /// <summary>A number or a <c>Guid</c>: its invariant form has nothing to escape.</summary>
    Plain,

    /// <summary>A date or a time: its round-trip form, escaped.</summary>
    Moment,

    /// <summary>Something whose <c>ToString()</c> is the same in every culture, escaped.</summary>
    Fixed,

    /// <summary>Something with an invariant form, escaped.</summary>
    Formattable,
}

/// <summary>A parameter of an accessor.</summary>
/// <param name="Name">Its bare name.</param>
/// <param name="Type">Its type as code.</param>
/// <param name="Kind">How it becomes a segment.</param>
internal sealed record SegmentModel(string Name, string Type, SegmentKind Kind);
