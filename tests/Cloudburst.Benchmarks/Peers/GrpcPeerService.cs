using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Cloudburst.Benchmarks.Functions;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Cloudburst.Benchmarks.Peers;

/// <summary>A plain gRPC service that does the work of the functions under measurement.</summary>
/// <param name="next">The next process of the chain, or <see langword="null"/> at its end.</param>
internal sealed class GrpcPeerService(Peer.PeerClient? next) : Peer.PeerBase
{
    private static readonly ConcurrentDictionary<(int Length, int Index), double[]> Arrays = new();
    private static long _count;

    public override Task<Number> Increment(Number request, ServerCallContext context) => Task.FromResult(new Number { Value = request.Value + 1 });

    public override Task<Number> Square(Number request, ServerCallContext context) => Task.FromResult(new Number { Value = request.Value * request.Value });

    public override async Task CountTo(Number request, IServerStreamWriter<Number> responseStream, ServerCallContext context)
    {
        for (var i = 1; i <= request.Value; i++)
            await responseStream.WriteAsync(new Number { Value = i }, context.CancellationToken);
    }

    public override async Task<Number> SquareOfIncrement(Number request, ServerCallContext context) =>
        await Next.SquareAsync(new Number { Value = request.Value + 1 });

    public override Task<Number> Add(Number request, ServerCallContext context) =>
        Task.FromResult(new Number { Value = Interlocked.Add(ref _count, request.Value) });

    public override async Task<Number> AddAtNext(Number request, ServerCallContext context) => await Next.AddAsync(request);

    public override Task<Total> SumHere(Arrays request, ServerCallContext context)
    {
        double total = 0;
        for (var i = 0; i < ArraySums.ArrayCount; i++)
            total += ArraySums.Sum(ArrayOf(request.Length, i));
        return Task.FromResult(new Total { Value = total });
    }

    public override async Task<Total> SumFromNext(Arrays request, ServerCallContext context)
    {
        var fetches = Enumerable.Range(0, ArraySums.ArrayCount)
            .Select(index => Next.FetchAsync(new Arrays { Length = request.Length, Index = index }).ResponseAsync);
        var contents = await Task.WhenAll(fetches);
        return new Total { Value = contents.Sum(content => ArraySums.Sum(MemoryMarshal.Cast<byte, double>(content.Doubles.Span))) };
    }

    public override Task<Content> Fetch(Arrays request, ServerCallContext context) =>
        Task.FromResult(new Content
        {
            Doubles = UnsafeByteOperations.UnsafeWrap(MemoryMarshal.AsBytes(ArrayOf(request.Length, request.Index).AsSpan()).ToArray()),
        });

    private Peer.PeerClient Next => next ?? throw new RpcException(new Status(StatusCode.FailedPrecondition, "This process is the last of its chain"));

    private static double[] ArrayOf(int length, int index) =>
        Arrays.GetOrAdd((length, index), static key => ArraySums.Content(key.Length, key.Index));
}
