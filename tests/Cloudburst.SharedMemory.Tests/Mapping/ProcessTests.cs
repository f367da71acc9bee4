using System.Diagnostics;
using System.Globalization;
using Cloudburst.SharedMemory.Mapping;
using Cloudburst.SharedMemory.Tests.Support;

namespace Cloudburst.SharedMemory.Tests.Mapping;

/// <summary>Executors that are processes, and are killed.</summary>
public sealed class ProcessTests : IDisposable
{
    private const int Half = 500_000;
    private readonly Sharing _sharing = new(1 << 20);

    [Fact]
    public async Task A_process_that_is_killed_while_it_reads_gives_its_leases_back()
    {
        for (byte life = 1; life <= 3; life++)
        {
            var port = _sharing.Writer.AddReader();
            using var executor = await OtherProcess.StartAsync(_sharing.Writer.Folder, port.Name);
            Assert.Equal("none", await executor.AskAsync("missing"));
            Assert.True(_sharing.Put("a", Filled(life)));
            Assert.Equal(life.ToString(CultureInfo.InvariantCulture), await executor.AskAsync("a"));
            Assert.True(_sharing.Put("a", Filled((byte)(life + 100))));
            Assert.Equal((life + 100).ToString(CultureInfo.InvariantCulture), await executor.AskAsync("a"));

            // It holds both, and there is room for no third one.
            Assert.False(_sharing.Put("a", Filled(200)));
            _sharing.Writer.RemoveReader(port);
            Assert.False(_sharing.Put("a", Filled(200)));

            await executor.KillAsync();
            Assert.True(_sharing.Put("a", Filled(200)));
            Assert.Equal(0, _sharing.Writer.Blocks.Readers);
        }
    }

    [Fact]
    public async Task A_process_sees_every_value_that_was_published_before_it_looks()
    {
        var port = _sharing.Writer.AddReader();
        using var executor = await OtherProcess.StartAsync(_sharing.Writer.Folder, port.Name);
        for (byte version = 1; version < 100; version++)
        {
            Assert.True(_sharing.Put("a", Enumerable.Repeat(version, 5_000).ToArray()));
            Assert.Equal(version.ToString(CultureInfo.InvariantCulture), await executor.AskAsync("a"));
        }
        await executor.KillAsync();
        _sharing.Writer.RemoveReader(port);
    }

    public void Dispose() => _sharing.Dispose();

    private static byte[] Filled(byte value) => Enumerable.Repeat(value, Half).ToArray();

    /// <summary>This program, started as an executor.</summary>
    private sealed class OtherProcess(Process process) : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

        public static async Task<OtherProcess> StartAsync(string folder, string reader)
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
            foreach (var argument in new[] { "exec", typeof(Program).Assembly.Location, folder, reader })
                start.ArgumentList.Add(argument);
            var started = new OtherProcess(Process.Start(start)!);
            Assert.Equal("ready", await started.ReadAsync());
            return started;
        }

        public async Task<string?> AskAsync(string key)
        {
            await process.StandardInput.WriteLineAsync(key);
            await process.StandardInput.FlushAsync();
            return await ReadAsync();
        }

        public async Task KillAsync()
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        public void Dispose()
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }

        private Task<string?> ReadAsync() => process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
    }
}
