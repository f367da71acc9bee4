namespace Cloudburst.Sessions.Tests.Transactional;

/// <summary>
/// Many requests that move money between accounts, interleaved step by step by a seeded die, over caches that may be stale, with lost answers, runs that die and runs that only
/// sleep while the next attempt of their request goes on.
/// </summary>
public class SimulationTests
{
    private const int Accounts = 5;
    private const int Requests = 24;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 400)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_request_counts_once_and_no_reader_sees_half_of_one(int seed) => new Simulation(seed).Run();

    private sealed class Simulation(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly SimulatedStore _store = new();
        private readonly Dictionary<string, ReadOnlyMemory<byte>> _cache = [];
        private readonly List<Attempt> _running = [];
        private readonly List<Attempt> _sleeping = [];
        private readonly Dictionary<string, byte> _answers = [];
        private ulong _nonces;

        public void Run()
        {
            for (var i = 0; i < Requests; i++)
                _running.Add(Start($"request {i}", isReader: i % 4 == 0, attempt: 1));
            for (var steps = 0; _running.Count > 0; steps++)
            {
                Assert.True(steps < 500_000, $"Seed {seed} does not come to an end");
                var attempt = _running[_random.Next(_running.Count)];
                if (_random.Next(200) == 0 && steps < 100_000)
                    Disturb(attempt);
                else
                    Advance(attempt);
                if (_sleeping.Count > 0 && _random.Next(50) == 0)
                    Advance(_sleeping[_random.Next(_sleeping.Count)]);
            }

            // Who only slept wakes up, long after.
            foreach (var sleeper in _sleeping)
            {
                while (sleeper.Steps.MoveNext())
                    continue;
            }

            CheckEnd();
        }

        private void CheckEnd()
        {
            // Whatever dead runs have left is dealt with by whoever comes next.
            var last = new Transaction(_store, "last", ++_nonces);
            for (var i = 0; i < Accounts; i++)
                last.WriteNumber(Account(i), last.ReadNumber(Account(i)));
            last.Count("transfers", 1, 0);
            Assert.Equal(CommitStatus.Committed, last.Commit().RunOn(_store).Status);
            Assert.Equal(0, Enumerable.Range(0, Accounts).Sum(i => _store.ReadNumber(Account(i))));
            var writers = Enumerable.Range(0, Requests).Count(i => i % 4 != 0);
            Assert.Equal(writers, _store.ReadCounter("transfers").Value);
            Assert.Single(_store.ReadCounter("transfers").Entries);
            Assert.Empty(_store.HeldLocks);
        }

        private void Disturb(Attempt attempt)
        {
            _running.Remove(attempt);
            if (_random.Next(2) == 0)
                _sleeping.Add(attempt);
            _running.Add(Start(attempt.Request, attempt.IsReader, attempt.Number + 1));
        }

        private void Advance(Attempt attempt)
        {
            if (attempt.Steps.MoveNext())
                return;

            var isCurrent = _running.Remove(attempt);
            _sleeping.Remove(attempt);
            if (attempt.Protocol.Result!.Status == CommitStatus.Conflict)
            {
                if (isCurrent)
                    _running.Add(Start(attempt.Request, attempt.IsReader, attempt.Number + 1));
                return;
            }

            Assert.Equal(CommitStatus.Committed, attempt.Protocol.Result.Status);
            // What an attempt has read itself is told only if the answer is its own, and not that of an earlier one.
            if (attempt.IsReader && attempt.Protocol.Result.Outcome.Span[0] == attempt.Number)
                Assert.True(attempt.Sum == 0, $"Seed {seed}: a reader saw the accounts sum up to {attempt.Sum}");
            // All attempts of a request that give an answer give the same.
            var answer = attempt.Protocol.Result.Outcome.Span[0];
            if (!attempt.IsReader && !_answers.TryAdd(attempt.Request, answer))
                Assert.Equal(_answers[attempt.Request], answer);
        }

        private Attempt Start(string request, bool isReader, int attempt)
        {
            var transaction = new Transaction(_store, request, ++_nonces, attempt > 1, deadline: _random.Next(3));
            var sum = 0L;
            if (isReader)
            {
                for (var i = 0; i < Accounts; i++)
                    sum += transaction.ReadNumber(Account(i), Cached(Account(i)));
            }
            else
            {
                var (from, to) = (_random.Next(Accounts), _random.Next(Accounts));
                transaction.WriteNumber(Account(from), transaction.ReadNumber(Account(from), Cached(Account(from))) - 1);
                transaction.WriteNumber(Account(to), transaction.ReadNumber(Account(to), Cached(Account(to))) + 1);
                transaction.Count("transfers", replica: 100 + _nonces, added: 1);
            }

            var protocol = transaction.Commit((byte)attempt);
            return new Attempt(request, isReader, attempt, sum, protocol, _store.RunInParts(protocol, _random));
        }

        /// <summary>What a cache holds: at times what was there before.</summary>
        private ReadOnlyMemory<byte> Cached(string key)
        {
            if (!_cache.TryGetValue(key, out var capsule) || _random.Next(3) > 0)
                _cache[key] = capsule = _store.Read(key);
            return capsule;
        }

        private static string Account(int i) => $"account {i}";

        private sealed record Attempt(string Request, bool IsReader, int Number, long Sum, CommitProtocol Protocol, IEnumerator<int> Steps);
    }
}
