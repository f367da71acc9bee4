using Cloudburst.Protocol;
using Google.Protobuf;

namespace Cloudburst.Scheduler.Tests.Dags;

/// <summary>Versions of a DAG, and the types that a caller by name expects.</summary>
public sealed class DagVersionTests
{
    [Fact]
    public async Task Later_version_takes_the_place_of_an_earlier_one_and_not_the_other_way_round()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        await RegisterAsync(client, 1, Dag("f", version: 1), expected: null);
        await RegisterAsync(client, 2, Dag("f", version: 1), expected: null);
        await RegisterAsync(client, 3, Dag("g", version: 1), ErrorCode.DagAlreadyExists);
        await RegisterAsync(client, 4, Dag("g", version: 0), ErrorCode.DagAlreadyExists);
        await RegisterAsync(client, 5, Dag("g", version: 2), expected: null);
        var older = await RegisterAsync(client, 6, Dag("f", version: 1), ErrorCode.DagAlreadyExists);
        Assert.Equal("2", older!.Details["registered-version"]);
        await RegisterAsync(client, 7, Dag("g", version: -1), ErrorCode.DagInvalid);

        Call(client, 8, "by-value", version: 2, "x");
        Assert.Single((await executor.ScheduleAsync()).Arguments);
        Call(client, 9, "older", version: 1);
        Assert.Equal(ErrorCode.DagAlreadyExists, (await client.AnswerAsync(9)).Outcome.Error.Code);
        Call(client, 10, "later", version: 3, "x");
        Assert.Equal(ErrorCode.DagNotFound, (await client.AnswerAsync(10)).Outcome.Error.Code);
    }

    [Fact]
    public async Task Requests_of_an_earlier_version_go_on_as_they_began()
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        await RegisterAsync(client, 1, Dag("f", version: 1), expected: null);
        Call(client, 2, "r", version: 1);
        var before = await executor.ScheduleAsync();
        await RegisterAsync(client, 3, Dag("g", version: 2), expected: null);
        executor.Complete("r", 1, SchedulerUnderTest.Failure(ErrorCode.StateUnavailable));
        Assert.Equal(before.Plan, (await executor.ScheduleAsync(attempt: 2)).Plan);
        executor.Complete("r", 2, SchedulerUnderTest.Value("done"));
        Assert.Equal("done", (await client.AnswerAsync(2)).Outcome.Value.ToStringUtf8());
    }

    [Theory]
    [InlineData("int", null, "string")]
    [InlineData("long", "the result is long", "string")]
    [InlineData("int", "argument 1 is int", "int")]
    [InlineData("int", "takes 1 arguments, and the caller has 2", "string", "string")]
    public async Task Caller_by_name_expects_the_types_that_are_registered(string result, string? problem, params string[] parameters)
    {
        await using var scheduler = new SchedulerUnderTest();
        var executor = scheduler.Attach("a");
        var client = scheduler.NewClient();
        await RegisterAsync(client, 1, Dag("g", version: 0), expected: null);
        for (ulong id = 2; id < 4; id++)
        {
            var call = new Call { RequestId = $"r{id}", Dag = "dag", Signature = new CallSignature { Result = result, Parameters = { parameters } } };
            call.Arguments.Add(new ArgumentValue { Value = ByteString.CopyFromUtf8("x") });
            client.Receiver.OnReceived(new ClientFrame { Id = id, Call = call });
            if (problem is null)
            {
                var request = call.RequestId;
                await executor.Link.WaitForAsync(frame => frame.Schedule?.RequestId == request);
                continue;
            }
            var error = (await client.AnswerAsync(id)).Outcome.Error;
            Assert.Equal(ErrorCode.InvalidArgument, error.Code);
            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
            Assert.Equal(0, executor.Schedules);
        }
    }

    private static DagTopology Dag(string function, int version)
    {
        var node = new DagNode { Label = "node", Function = function };
        if (function == "g")
            node.Bindings.Add(new ArgumentBinding { Input = 0 });
        return new DagTopology { Name = "dag", InputCount = node.Bindings.Count, Nodes = { node }, Version = version };
    }

    private static async Task<ErrorInfo?> RegisterAsync(SchedulerUnderTest.Client client, ulong id, DagTopology dag, ErrorCode? expected)
    {
        client.Receiver.OnReceived(new ClientFrame { Id = id, RegisterDag = dag });
        var answer = await client.AnswerAsync(id);
        Assert.Equal(expected, answer.Error?.Code);
        return answer.Error;
    }

    private static void Call(SchedulerUnderTest.Client client, ulong id, string request, int version, params string[] arguments)
    {
        var call = new Call { RequestId = request, Dag = "dag", DagVersion = version };
        call.Arguments.AddRange(arguments.Select(argument => new ArgumentValue { Value = ByteString.CopyFromUtf8(argument) }));
        client.Receiver.OnReceived(new ClientFrame { Id = id, Call = call });
    }
}
