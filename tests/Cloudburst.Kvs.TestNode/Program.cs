using System.Net;
using Cloudburst.Kvs;
using Cloudburst.Kvs.TestNode;
using Cloudburst.Lattices;

switch (args)
{
    // Writes without end, each writer from its own step on, and prints "writer step" after each acknowledged step. To be killed.
    case ["load", var folder, .. var firstSteps]:
        await using (var server = Load.Open(folder))
        {
            await Task.WhenAll(Enumerable.Range(0, Load.Writers).Select(writer => Task.Run(async () =>
            {
                for (var step = long.Parse(firstSteps[writer], provider: null); ; step++)
                {
                    await Load.StepAsync(server.Store, writer, step);
                    lock (Console.Out)
                        Console.Out.WriteLine($"{writer} {step}");
                }
            })));
        }

        return 0;

    // Holds a data folder until its input ends.
    case ["hold", var folder]:
        await using (GarnetKvsServer.Start(new KvsServerOptions { DataFolder = folder }))
        {
            Console.WriteLine("ready");
            await Console.In.ReadToEndAsync();
        }

        return 0;

    // Serves a durable store with little memory, prints its port, and waits to be killed.
    case ["serve", var folder]:
        await using (var server = GarnetKvsServer.Start(new KvsServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            DataFolder = folder,
            Durable = true,
            MemoryBytes = 64L << 20,
        }))
        {
            Console.WriteLine(server.EndPoint!.Port);
            await Console.In.ReadToEndAsync();
        }

        return 0;

    // Serves as the node of a cluster until it is killed.
    case ["node", var folder, var port, var password]:
        await using (GarnetKvsServer.Start(new KvsServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, int.Parse(port, provider: null)),
            DataFolder = folder,
            Durable = true,
            Cluster = true,
            Password = password,
            MemoryBytes = 32L << 20,
        }))
        {
            Console.WriteLine("ready");
            await Console.In.ReadToEndAsync();
        }

        return 0;

    // Writes one value as logged to a store that does not wait for its log by itself, and then waits to be killed.
    case ["logged", var folder]:
        await using (var server = GarnetKvsServer.Start(new KvsServerOptions { DataFolder = folder }))
        {
            await server.Store.WithDurability(WriteDurability.Logged).JoinAsync("key", Capsule.Encode(new LastWriterWins(new Stamp(1, 1), "logged"u8.ToArray())));
            Console.WriteLine("acknowledged");
            await Console.In.ReadToEndAsync();
        }

        return 0;

    // Prints how many sockets an embedded store opens. The runtime's own, for diagnostics, does not count.
    case ["sockets"]:
        var before = CountSockets();
        await using (var store = EmbeddedKeyValueStore.Start())
        {
            await store.JoinAsync("key", Capsule.Encode(PnCounter.Delta(1, 1, 0)));
            Console.WriteLine(CountSockets() - before);
        }

        return 0;

    default:
        Console.Error.WriteLine("usage: load <folder> <first step of each writer> | hold <folder> | serve <folder> | node <folder> <port> <password> | logged <folder> | sockets");
        return 2;
}

static int CountSockets() => Directory.EnumerateFileSystemEntries("/proc/self/fd")
    .Count(descriptor => new FileInfo(descriptor).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
