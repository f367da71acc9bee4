namespace Cloudburst.EndToEnd.Tests;

public sealed class CallTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private readonly ICloudburstClient _cloud = fixture.Cloud;

    [Fact]
    [Trait("Feature", "2")]
    public async Task Function_called_alone_returns_its_value() => Assert.Equal(49, await _cloud.CallAsync(TestFunctions.Functions.Square, 7));

    [Fact]
    public async Task Generated_client_calls_by_method_name() => Assert.Equal("Hello, Ada", await _cloud.TestFunctions.GreetAsync("Ada"));

    [Fact]
    public async Task Function_without_a_result_can_be_awaited() => await _cloud.TestFunctions.NothingAsync();

    [Fact]
    [Trait("Feature", "6")]
    public async Task Chain_feeds_each_result_to_the_next() =>
        Assert.Equal(16, await _cloud.CallAsync(Dag.Start(TestFunctions.Functions.Increment).Then(TestFunctions.Functions.Square), 3));

    [Fact]
    public async Task Nodes_of_one_function_draw_different_ids_and_numbers()
    {
        var dag = Dag.Start(TestFunctions.Functions.Draw).Then(TestFunctions.Functions.Draw);
        var drawn = (await _cloud.CallAsync(dag, "")).Split([' ', '/'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, drawn.Distinct().Count());
        Assert.DoesNotContain(drawn[0], await _cloud.CallAsync(dag, ""));
    }

    [Fact]
    public async Task Declared_dag_is_registered_by_the_executors()
    {
        Assert.Equal(16, await _cloud.CallAsync(TestFunctions.SquareOfIncrement, 3));
        var catalog = await _cloud.GetCatalogAsync();
        Assert.Contains(catalog.Dags, dag => dag.Name == "square-of-increment");
        Assert.Contains(catalog.Functions, function => function.Name == "square");
    }

    [Fact]
    public async Task Dag_that_somebody_else_deleted_is_registered_again_by_its_caller()
    {
        await using var other = fixture.NewClient();
        var dag = Dag.Start(TestFunctions.Functions.Double).Then(TestFunctions.Functions.Increment).Named("deleted-elsewhere");
        Assert.Equal(7, await _cloud.CallAsync(dag, 3));
        await other.DeleteDagAsync(dag.Name);
        Assert.Equal(9, await _cloud.CallAsync(dag, 4));
        await other.DeleteDagAsync(dag.Name);
        Assert.Equal(11, await (await _cloud.StartAsync(dag, 5)).GetAsync());
    }

    [Fact]
    [Trait("Feature", "6")]
    public async Task Join_takes_arguments_in_declared_order_whichever_branch_is_faster()
    {
        var dag = Dag.Start(TestFunctions.Functions.Increment)
            .Fork(TestFunctions.Functions.Square, TestFunctions.Functions.Double)
            .Join(TestFunctions.Functions.Subtract);
        // square(x+1) - double(x+1), never the other way round.
        for (var x = 0; x < 1_000; x++)
            Assert.Equal(((x + 1) * (x + 1)) - (2 * (x + 1)), await _cloud.CallAsync(dag, x));
    }

    [Fact]
    [Trait("Feature", "6")]
    public async Task Dag_may_have_several_sources_and_constants()
    {
        var dag = Dag.Build<int, int, int>((builder, left, right) =>
            builder.Add(TestFunctions.Functions.Subtract, builder.Add(TestFunctions.Functions.Square, left), builder.Add(TestFunctions.Functions.Subtract, right, 1)));
        Assert.Equal(25 - 9, await _cloud.CallAsync(dag, 5, 10));
    }

    [Fact]
    [Trait("Feature", "4")]
    public async Task Future_is_an_argument_of_another_call()
    {
        var later = await _cloud.StartAsync(TestFunctions.Functions.Square, 6);
        Assert.Equal(37, await _cloud.CallAsync(TestFunctions.Functions.Increment, later));
        Assert.Equal(36, await later.GetAsync());
    }

    [Fact]
    [Trait("Feature", "2")]
    public async Task Future_asked_for_before_it_is_there_waits_for_it()
    {
        var gate = Guid.NewGuid().ToString();
        var later = await _cloud.StartAsync(TestFunctions.Functions.Wait, gate, 5);
        var result = later.GetAsync();
        Assert.False(result.IsCompleted);
        TestFunctions.Gates.GetOrAdd(gate, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        Assert.Equal(5, await result);
    }

    [Fact]
    public async Task Failed_future_throws_what_its_function_threw()
    {
        var later = await _cloud.StartAsync(TestFunctions.Functions.Fail, "no luck");
        var error = await Assert.ThrowsAsync<FunctionFailedException>(() => later.GetAsync());
        Assert.Equal("no luck", error.ExceptionMessage);
    }

    [Fact]
    [Trait("Feature", "3")]
    public async Task Reference_is_read_where_the_function_runs()
    {
        var state = new TestState(_cloud.State);
        await state.Order("r1").WriteAsync(new Order("tea", 3));
        Assert.Equal("test/order/r1: 3 x tea", await _cloud.CallAsync(TestFunctions.Functions.Describe, Ref.To<Order>("test/order/r1")));
        Assert.Equal("test/order/r0: nothing", await _cloud.CallAsync(TestFunctions.Functions.Describe, Ref.To<Order>("test/order/r0")));
    }

    [Fact]
    public async Task Array_by_reference_is_summed_on_the_executor()
    {
        var values = Enumerable.Range(0, 10_000).Select(i => (double)i).ToArray();
        await new Register<double[]>(_cloud.State, "numbers").WriteAsync(values);
        Assert.Equal(values.Sum(), await _cloud.CallAsync(TestFunctions.Functions.Sum, Ref.To<ReadOnlyMemory<double>>("numbers")));
    }

    [Fact]
    public async Task State_parameter_is_read_before_the_function_runs()
    {
        await new TestState(_cloud.State).Order("s1").WriteAsync(new Order("milk", 2));
        Assert.Equal(2, await _cloud.TestFunctions.OrderedAsync("s1"));
        Assert.Equal(-1, await _cloud.TestFunctions.OrderedAsync("s0"));
    }

    [Fact]
    [Trait("Feature", "13")]
    public async Task Invocations_exchange_messages_across_executors()
    {
        var door = $"door-{Guid.NewGuid()}";
        var listening = _cloud.TestFunctions.ListenAsync(door);
        Assert.Equal("HELLO", await _cloud.TestFunctions.KnockAsync(door, "hello"));
        Assert.Equal("hello", await listening);
    }

    [Fact]
    public async Task Message_to_an_invocation_that_has_ended_is_refused()
    {
        var door = $"door-{Guid.NewGuid()}";
        var listening = _cloud.TestFunctions.ListenAsync(door);
        await _cloud.TestFunctions.KnockAsync(door, "first");
        await listening;
        var error = await Assert.ThrowsAsync<CloudburstException>(() => _cloud.TestFunctions.KnockAsync(door, "second"));
        Assert.Equal(CloudburstErrorCode.MessageUndeliverable, error.Code);
    }
}
