namespace Cloudburst.EndToEnd.Tests;

public sealed class ReferenceTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private readonly ICloudburstClient _cloud = fixture.Cloud;
    private readonly string _prefix = Guid.NewGuid().ToString("N");

    [Fact]
    [Trait("Feature", "3")]
    [Trait("Feature", "4")]
    public async Task Registers_and_futures_meet_in_one_list()
    {
        await PutAsync("a", 1);
        var later = await _cloud.StartAsync(TestFunctions.Functions.Square, 6);
        Assert.Equal(1 + 36 + 1, await _cloud.ReferenceFunctions.TotalAsync([At<int>("a"), later, At<int>("a")]));
    }

    [Fact]
    [Trait("Feature", "3")]
    public async Task Tuples_and_empty_places_show_what_is_there()
    {
        await PutAsync("text", "tea");
        Assert.Equal($"all: nothing {_prefix}/text=tea nothing nothing", await _cloud.ReferenceFunctions.ShowAsync(
            ("all:", At<string>("nowhere")), new Ref<string>?[] { At<string>("text"), null, default(Ref<string>) }));
    }

    [Fact]
    [Trait("Feature", "3")]
    public async Task Records_with_dictionaries_are_read_with_the_state_parameters()
    {
        await PutAsync("order", new Order("tea", 3));
        await PutAsync("net", 5);
        await PutAsync("tax", 1);
        await new Register<string>(_cloud.State, "greeting").WriteAsync("Dear");
        var bill = new Bill("Ann", At<Order>("order"), new Dictionary<string, Ref<int>> { ["net"] = At<int>("net"), ["tax"] = At<int>("tax") });
        Assert.Equal("Dear Ann: 3 tea, 5+1", await _cloud.ReferenceFunctions.WriteAsync(bill));
    }

    [Fact]
    [Trait("Feature", "4")]
    public async Task MemoryPack_records_have_references_too()
    {
        await PutAsync("a", 1);
        var later = await _cloud.StartAsync(TestFunctions.Functions.Increment, 9);
        Assert.Equal(12, await _cloud.ReferenceFunctions.WritePackedAsync(new PackedBill(later, [At<int>("a"), At<int>("a")])));
    }

    [Fact]
    [Trait("Feature", "3")]
    public async Task Result_with_references_has_their_values_in_the_next_function()
    {
        for (var i = 0; i < 3; i++)
            await PutAsync($"{i}", 10 * i);
        var dag = Dag.Start(ReferenceFunctions.Functions.Pick).Then(Dag.Start(TotalOfArray));
        Assert.Equal(30, await _cloud.CallAsync(dag, _prefix, 3));
        Assert.Equal([$"{_prefix}/0", $"{_prefix}/1"], (await _cloud.ReferenceFunctions.PickAsync(_prefix, 2)).Select(static part => part.Key));
    }

    [Fact]
    [Trait("Feature", "4")]
    public async Task Future_that_is_passed_on_is_waited_for_where_it_arrives()
    {
        var first = await _cloud.StartAsync(TestFunctions.Functions.Increment, 1);
        var second = await _cloud.StartAsync(TestFunctions.Functions.Increment, 2);
        var passed = await _cloud.ReferenceFunctions.PassOnAsync(first, new Ref<int>[] { second });
        Assert.All(passed, static reference => Assert.True(reference.IsFuture));
        Assert.Equal(5, await _cloud.CallAsync(TotalOfArray, passed));
    }

    [Fact]
    [Trait("Feature", "3")]
    public async Task List_with_references_may_itself_be_passed_by_key()
    {
        await PutAsync("a", 4);
        await PutAsync("list", new[] { At<int>("a"), At<int>("a") });
        Assert.Equal(8, await _cloud.CallAsync(TotalOfArray, At<Ref<int>[]>("list")));
        Assert.Equal($"{_prefix}/a False", await _cloud.ReferenceFunctions.SecondLevelAsync(At<Ref<int>[]>("list")));
    }

    [Fact]
    [Trait("Feature", "18")]
    public async Task Calls_of_a_batch_keep_their_own_references()
    {
        await PutAsync("a", 4);
        await PutAsync("b", 7);
        var sums = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _cloud.CallAsync(TotalOfArray, new[] { At<int>(i % 2 == 0 ? "a" : "b") })));
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => i % 2 == 0 ? 4 : 7), sums);
    }

    [Fact]
    [Trait("Feature", "4")]
    public async Task Failed_future_in_a_list_fails_the_call()
    {
        var failed = await _cloud.StartAsync(TestFunctions.Functions.Fail, "no luck");
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.ReferenceFunctions.TotalAsync([At<int>("nowhere"), failed]));
        Assert.Contains("no luck", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Feature", "3")]
    public async Task Result_that_nobody_computes_is_missing_after_a_bounded_wait()
    {
        Ref<int> never = new CloudburstFuture<int>(_cloud, "cb/result/" + _prefix);
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.ReferenceFunctions.TotalAsync([never], new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) }));
        Assert.Contains(error.Code, new[] { CloudburstErrorCode.KeyMissing, CloudburstErrorCode.DeadlineExceeded });
    }

    [Fact]
    [Trait("Feature", "3")]
    public async Task Reference_to_a_value_of_another_type_is_told_with_its_key()
    {
        await PutAsync("text", "tea");
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.ReferenceFunctions.TotalAsync([At<int>("text")]));
        Assert.Equal(CloudburstErrorCode.InvalidArgument, error.Code);
        Assert.Contains($"'{_prefix}/text'", error.Message, StringComparison.Ordinal);
    }

    private static Function<Ref<int>[], int> TotalOfArray => ReferenceFunctions.Functions.BatchedTotal;

    private Ref<T> At<T>(string name) => Ref.To<T>($"{_prefix}/{name}");

    private ValueTask PutAsync<T>(string name, T value) => new Register<T>(_cloud.State, $"{_prefix}/{name}").WriteAsync(value);
}
