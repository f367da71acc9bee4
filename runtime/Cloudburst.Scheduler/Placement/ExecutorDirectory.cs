using System.Collections.Frozen;
using Cloudburst.Protocol;
using Cloudburst.Scheduler.Dags;

namespace Cloudburst.Scheduler.Placement;

/// <summary>The attached executors and their functions. Readers see an immutable snapshot; attaching and leaving replace it.</summary>
internal sealed class ExecutorDirectory
{
    private readonly Lock _changing = new();
    private volatile Snapshot _snapshot = Snapshot.Empty;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The present state.</summary>
    public Snapshot Current => _snapshot;

    /// <summary>Completes when, after this was read, an executor attaches or has memory to spare again.</summary>
    public Task NextChange => Volatile.Read(ref _changed).Task;

    public FunctionInfo? FindFunction(string name) => _snapshot.Functions.GetValueOrDefault(name)?.Info;

    public void Add(ExecutorHandle executor)
    {
        executor.Occupancy.RoomMade = Announce;
        lock (_changing)
        {
            // An executor that dials again before its old link was found broken replaces itself.
            _snapshot = Snapshot.Of([.. _snapshot.Executors.Where(other => other.Id != executor.Id), executor], _snapshot);
        }
        Announce();
    }

    public void Remove(ExecutorHandle executor)
    {
        lock (_changing)
            _snapshot = Snapshot.Of([.. _snapshot.Executors.Where(other => other != executor)], _snapshot);
    }

    /// <summary>An executor has lost its cache or has it again, or has warmed up: as long as others are ready, a function's hosts are those.</summary>
    public void ReadinessChanged()
    {
        lock (_changing)
            _snapshot = Snapshot.Of(_snapshot.Executors, _snapshot);
    }

    /// <summary>Those who wait for an executor look again.</summary>
    private void Announce() => Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    /// <summary>One state of the directory.</summary>
    internal sealed class Snapshot
    {
        public static readonly Snapshot Empty = new([], FrozenDictionary<string, KnownFunction>.Empty);

        private Snapshot(ExecutorHandle[] executors, FrozenDictionary<string, KnownFunction> functions)
        {
            Executors = executors;
            Functions = functions;
        }

        public ExecutorHandle[] Executors { get; }

        /// <summary>Every function that was ever seen; one whose executors are all gone keeps its contract and has none.</summary>
        public FrozenDictionary<string, KnownFunction> Functions { get; }

        public static Snapshot Of(ExecutorHandle[] executors, Snapshot before)
        {
            var hosts = new Dictionary<string, List<ExecutorHandle>>(StringComparer.Ordinal);
            var infos = new Dictionary<string, FunctionInfo>(StringComparer.Ordinal);
            foreach (var executor in executors)
            {
                foreach (var function in executor.Hello.Functions)
                {
                    infos[function.Name] = function;
                    if (!hosts.TryGetValue(function.Name, out var list))
                        hosts[function.Name] = list = [];
                    if (executor.Runs(function))
                        list.Add(executor);
                }
            }
            var functions = new Dictionary<string, KnownFunction>(StringComparer.Ordinal);
            foreach (var (name, known) in before.Functions)
                functions[name] = known.With([]);
            foreach (var (name, info) in infos)
            {
                var able = BestOf(hosts[name]);
                functions[name] = before.Functions.TryGetValue(name, out var known) && known.Info.Equals(info)
                    ? known.With(able)
                    : new KnownFunction(info, RegisteredDag.OfFunction(info), able);
            }
            return new Snapshot(executors, functions.ToFrozenDictionary(StringComparer.Ordinal));
        }

        /// <summary>Those that are ready; where none is, those that will be soon, which is more than a lost cache promises.</summary>
        private static ExecutorHandle[] BestOf(List<ExecutorHandle> hosts)
        {
            ExecutorHandle[] best = [.. hosts.Where(executor => executor.IsReady)];
            if (best.Length == 0)
                best = [.. hosts.Where(executor => executor.HasCache)];
            return best.Length > 0 ? best : [.. hosts];
        }
    }

    /// <summary>A function, the executors that may run it, and the DAG that a call of it alone is.</summary>
    internal sealed record KnownFunction(FunctionInfo Info, RegisteredDag AsDag, ExecutorHandle[] Hosts)
    {
        public KnownFunction With(ExecutorHandle[] hosts) => new(Info, AsDag, hosts);
    }
}
