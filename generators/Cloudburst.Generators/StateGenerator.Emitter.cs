using System.Linq;
using Cloudburst.Generators.Model;
using Cloudburst.Generators.Text;
using Microsoft.CodeAnalysis.Text;

namespace Cloudburst.Generators;

public sealed partial class StateGenerator
{
    /// <summary>Writes a state class.</summary>
    private static class Emitter
    {
        private const string Store = "global::Cloudburst.IStateStore";
        private const string Unfit = "This member can't work; the build has said why (CB0018)";

        public static SourceText State(StateModel state)
        {
            var writer = GeneratedFile.Start().Namespace(state.Type.Namespace);
            using (writer.Types(state.Type.Headers))
            {
                if (state.Field is not null)
                    WriteConstructor(writer, state);
                foreach (var accessor in state.Accessors)
                    WriteAccessor(writer, state, accessor);
            }
            return writer.ToSourceText();
        }

        private static void WriteConstructor(IndentedWriter writer, StateModel state)
        {
            writer.Line($"private readonly {Store} {state.Field};").Line();
            writer.Line("/// <summary>Reads and writes through a store: the context's in a function, a client's outside.</summary>").Generated();
            using (writer.Block($"public {Identifiers.Escape(state.Name)}({Store} store)"))
                writer.Line("global::System.ArgumentNullException.ThrowIfNull(store);").Line($"{state.Field} = store;");
        }

        private static void WriteAccessor(IndentedWriter writer, StateModel state, AccessorModel accessor)
        {
            var parameters = string.Join(", ", accessor.Parameters.Select(parameter => $"{parameter.Type} {Identifiers.Escape(parameter.Name)}"));
            writer.Line().Generated();
            writer.Line($"{accessor.Modifiers} {accessor.Handle} {Identifiers.Escape(accessor.Name)}({parameters}) =>");
            using (writer.Indented())
                writer.Line(accessor.IsFit ? $"new({Field(state, accessor)}, {Key(state, accessor)});" : $"throw new global::System.NotSupportedException({Identifiers.Literal(Unfit)});");
        }

        private static string? Field(StateModel state, AccessorModel accessor) =>
            accessor.Parameters.Any(parameter => parameter.Name == state.Field) ? $"this.{state.Field}" : state.Field;

        private static string Key(StateModel state, AccessorModel accessor)
        {
            var start = $"{state.Prefix}/{accessor.Name.ToLowerInvariant()}";
            if (accessor.Parameters.Count == 0)
                return Identifiers.Literal(start);
            var segments = string.Concat(accessor.Parameters.Select(parameter => $"/{{{Segment(parameter)}}}"));
            var text = $"$\"{Identifiers.InterpolatedText(start)}{segments}\"";
            return accessor.Parameters.Any(parameter => parameter.Kind == SegmentKind.Plain)
                ? $"string.Create(global::System.Globalization.CultureInfo.InvariantCulture, {text})"
                : text;
        }

        // An argument must not end its segment early, or 'a/b' and 'a', 'b' would be one key. Parentheses keep '::' from reading as a format.
        private static string Segment(SegmentModel parameter)
        {
            var name = Identifiers.Escape(parameter.Name);
            const string Invariant = "global::System.Globalization.CultureInfo.InvariantCulture";
            return parameter.Kind switch
            {
                SegmentKind.Plain => name,
                SegmentKind.Text => Escaped(name),
                SegmentKind.Fixed => Escaped($"{name}.ToString()"),
                SegmentKind.Moment => Escaped($"{name}.ToString(\"O\", {Invariant})"),
                _ => Escaped($"((global::System.IFormattable){name}).ToString(null, {Invariant})"),
            };
        }

        private static string Escaped(string text) => $"(global::System.Uri.EscapeDataString({text}))";
    }
}
