namespace Cloudburst.Lattices.Tests;

public class SetsAndValuesTests
{
    private static readonly byte[] A = [1];
    private static readonly byte[] B = [2];
    private static readonly byte[] C = [2, 0];

    [Fact]
    public void OrderedSet_reads_by_place_and_by_range()
    {
        var set = OrderedSet.Of([C, A, B, A]);
        Assert.Equal(3, set.Count);
        Assert.Equal([A, B, C], set.Select(element => element.ToArray()));
        Assert.Equal(B, set[1].ToArray());
        Assert.Equal(2, set.Range(A, C).Length);
        Assert.True(set.Range(C, A).IsEmpty);
        Assert.Equal(1, set.PlaceOf([1, 5]));
    }

    [Fact]
    public void GrowSet_adds_once()
    {
        var set = GrowSet.Bottom.Add(A).Add(B).Add(A);
        Assert.Equal(2, set.Count);
        Assert.True(set.Contains(A));
        Assert.False(set.Contains(C));
    }

    [Fact]
    public void Max_of_two_kinds_is_a_mismatch_and_changes_nothing()
    {
        var (integer, real) = (new MaxLattice(1L), new MaxLattice(2.0));
        Assert.Throws<LatticeTypeMismatchException>(() => integer.Join(real));
        Assert.Throws<LatticeTypeMismatchException>(() => integer.Double);
        Assert.Equal(JoinResult.TypeMismatch, CapsuleJoin.ResultOf(Capsule.Encode(integer), Capsule.Encode(real)));
        Assert.Equal(1L, MaxLattice.Bottom.Join(integer).Int64);
        Assert.Null(MaxLattice.Bottom.Int64);
    }

    [Fact]
    public void Not_a_number_has_no_place_in_an_order()
    {
        Assert.Throws<ArgumentException>(() => new MaxLattice(double.NaN));
        Assert.Throws<ArgumentException>(() => new Priority(double.NaN, default));
    }

    [Fact]
    public void Zeros_have_one_encoding()
    {
        Assert.Equal(Capsule.Encode(new MaxLattice(0.0)), Capsule.Encode(new MaxLattice(-0.0)));
        Assert.Equal(Capsule.Encode(new Priority(0.0, A)), Capsule.Encode(new Priority(-0.0, A)));
    }

    [Fact]
    public void Priority_smaller_wins_and_ties_go_by_bytes()
    {
        Assert.Equal(A, new Priority(1, A).Join(new Priority(2, B)).Payload.ToArray());
        Assert.Equal(B, new Priority(1, A).Join(new Priority(1, B)).Payload.ToArray());
    }

    [Fact]
    public void LastWriterWins_later_wins_and_ties_go_by_bytes()
    {
        var (early, late) = (new Stamp(1, 9), new Stamp(2, 0));
        Assert.Equal(A, new LastWriterWins(late, A).Join(new LastWriterWins(early, B)).Payload.ToArray());
        Assert.Equal(C, new LastWriterWins(late, B).Join(new LastWriterWins(late, C)).Payload.ToArray());
    }

    [Fact]
    public void Map_joins_entries_removes_them_and_refuses_another_type()
    {
        var map = MapLattice.Bottom
            .Put(A, Capsule.Encode(PnCounter.Delta(1, 5, 0)))
            .Put(A, Capsule.Encode(PnCounter.Delta(2, 3, 0)))
            .Put(B, Capsule.Encode(GrowSet.Of([A])));
        Assert.True(map.TryGet(A, out var capsule));
        Assert.Equal(8, Capsule.Decode<PnCounter>(capsule).Value);
        var register = Capsule.Encode(new LastWriterWins(new Stamp(5, 0), A));
        Assert.Throws<LatticeTypeMismatchException>(() => map.Put(A, register));

        var removed = map.Remove(A, new Stamp(1, 0));
        Assert.Equal(B, Assert.Single(removed.Live).Key.ToArray());
        Assert.Equal(removed, removed.Put(A, Capsule.Encode(PnCounter.Delta(3, 1, 0))));
        Assert.Equal(2, removed.Put(A, register).Live.Count());
        Assert.Throws<LatticeFormatException>(() => map.Put(A, new byte[] { 1, 2, 3 }));
    }
}
