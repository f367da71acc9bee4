using System.Text;
using System.Text.Json.Serialization;
using Cloudburst.Lattices;

namespace Cloudburst.Cli.State;

/// <summary>What a key holds, as a person reads it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Kind">Which kind of state it is; null when the key is absent.</param>
/// <param name="Type">The type of a register's value or of a set's elements, as far as their bytes tell it.</param>
/// <param name="Value">The value, ready to be written as JSON.</param>
/// <param name="Siblings">All concurrent values of a register, when there are several.</param>
internal sealed record StateView(string Key, string? Kind, string? Type, object? Value, IReadOnlyList<EncodedValue> Siblings)
{
    [JsonIgnore]
    public bool IsAbsent => Kind is null;

    public static StateView Of(string key, ReadOnlyMemory<byte> capsule)
    {
        if (capsule.IsEmpty || !Capsule.TryReadHeader(capsule.Span, out var header) || header.IsTombstone)
            return new StateView(key, null, null, null, []);
        switch (header.Tag)
        {
            case LatticeTag.LastWriterWins:
                return OfRegister(key, [new EncodedValue(capsule[header.PayloadOffset..])]);
            case LatticeTag.SingleKeyCausal:
                return OfRegister(key, Live(Capsule.Decode<SingleKeyCausal>(capsule).Siblings));
            case LatticeTag.MultiKeyCausal:
                return OfRegister(key, Live(Capsule.Decode<MultiKeyCausal>(capsule).Siblings));
            case LatticeTag.ObservedRemoveSet:
                EncodedValue[] elements = [.. Capsule.Decode<ObservedRemoveSet>(capsule).Elements.Select(static element => new EncodedValue(element))];
                return new StateView(key, StateKind.Set, elements.Length > 0 ? elements[0].TypeName : null, elements, []);
            case LatticeTag.PnCounter:
                return new StateView(key, StateKind.Counter, "long", Capsule.Decode<PnCounter>(capsule).Value, []);
            case LatticeTag.Max:
                var maximum = Capsule.Decode<MaxLattice>(capsule);
                return new StateView(key, StateKind.Maximum, maximum.Kind == MaxKind.Double ? "double" : "long", maximum.Kind == MaxKind.Double ? maximum.Double : maximum.Int64, []);
            case LatticeTag.Flag:
                return new StateView(key, StateKind.Flag, "bool", Capsule.Decode<FlagLattice>(capsule).IsRaised, []);
            case LatticeTag.Map:
                return new StateView(key, "map", null, ContentOf(Capsule.Decode<MapLattice>(capsule)), []);
            case LatticeTag.GrowSet:
                return new StateView(key, "grow-set", null, Capsule.Decode<GrowSet>(capsule).Select(Base64).ToArray(), []);
            case LatticeTag.OrderedSet:
                return new StateView(key, "ordered-set", null, Capsule.Decode<OrderedSet>(capsule).Select(Base64).ToArray(), []);
            default:
                // No handle of the SDK writes these: their bytes are all there is to show.
                return new StateView(key, header.Tag.ToString(), null, Base64(capsule[header.PayloadOffset..]), []);
        }
    }

    /// <summary>All but the last of a causal register's concurrent values are what its readers don't get first.</summary>
    private static StateView OfRegister(string key, EncodedValue[] values) => values.Length == 0
        ? new StateView(key, null, null, null, [])
        : new StateView(key, StateKind.Register, values[^1].TypeName, values[^1], values.Length > 1 ? values : []);

    private static EncodedValue[] Live(IEnumerable<CausalVersion> versions) =>
        [.. versions.Where(static version => !version.IsDeletion).Select(static version => new EncodedValue(version.Payload))];

    private static Dictionary<string, object?> ContentOf(MapLattice map) =>
        map.Live.ToDictionary(static entry => Encoding.UTF8.GetString(entry.Key.Span), static entry => Of("", entry.Capsule).Value);

    private static string Base64(ReadOnlyMemory<byte> bytes) => Convert.ToBase64String(bytes.Span);
}
