using Cloudburst.Histories;
using Cloudburst.Histories.Recording;
using Cloudburst.Lattices;
using Cloudburst.Sessions;
using Cloudburst.Tests.Consistency.Simulation;
using Session = Cloudburst.Sessions.Session;

namespace Cloudburst.Tests.Consistency.SessionProtocols;

/// <summary>Runs functions whose triggers have all come, beside the cache of its machine, and sends what comes after them along the edges, the sessions with them.</summary>
internal sealed class ExecutorNode : Node
{
    private readonly Questions _questions;
    private readonly RunLog _log;
    private readonly VersionNames _names;
    private readonly SessionLevel _level;
    private readonly Flaw _flaw;
    private readonly string _cache;
    private readonly HybridClock _clock;
    private readonly Dictionary<(string Session, int Place), Dictionary<int, SessionRecord>> _triggers = [];

    public ExecutorNode(NodeContext context, RunLog log, VersionNames names, SessionLevel level, string cache, Flaw flaw)
        : base(context)
    {
        (_log, _names, _level, _cache, _flaw, _questions) = (log, names, level, cache, flaw, new(context));
        _clock = new HybridClock(context.Random.Next(), new SimulatedTime(context));
    }

    public override void Receive(string from, object message)
    {
        if (message is Answer answer)
            _questions.Receive(answer);
        else
            Receive((Trigger)message);
    }

    public override void Timer(object tag) => _questions.Timer((Questions.Overdue)tag);

    private void Receive(Trigger trigger)
    {
        var function = trigger.Plan.Script.Functions[trigger.Place];
        if (!_triggers.TryGetValue((trigger.Plan.Session, trigger.Place), out var come))
            _triggers.Add((trigger.Plan.Session, trigger.Place), come = []);
        // A trigger may come twice; the function runs once.
        _clock.Observe(trigger.Time);
        if (!come.TryAdd(trigger.From, trigger.Session) || come.Count < Math.Max(1, function.After.Length))
            return;
        var session = Session.Start(_level, [.. come.OrderBy(record => record.Key).Select(record => record.Value)]);
        new Invocation(this, trigger.Plan, trigger.Place, session).Continue();
    }

    private sealed class Invocation(ExecutorNode node, Plan plan, int place, Session session)
    {
        private readonly InvocationRecorder _record = node._log.Begin(plan, place, node._cache);
        private readonly ScriptFunction _function = plan.Script.Functions[place];
        private ulong? _incarnation;
        private bool _hasWritten;
        private int _step;

        public void Continue()
        {
            if (_step == _function.Steps.Length)
            {
                Finish();
                return;
            }

            var step = _function.Steps[_step++];
            if (step.IsBlind)
            {
                Write(step);
                return;
            }

            Read(step, () =>
            {
                if (step.Writes)
                    Write(step);
                else
                    Continue();
            });
        }

        private void Read(ScriptStep step, Action then)
        {
            var start = node.Context.Now;
            Ask(new CacheRead(plan.Session, node._level, step.Keys, session.ConstraintsFor(step.Keys)), got =>
            {
                var values = (CacheValues)got;
                if (!IsSameCache(values.Incarnation))
                    return;
                _record.Read(start, node.Context.Now, [.. step.Keys.Select((key, i) => (key, node._names.Of(values.Capsules[i])))]);
                Observe(step, values);
                then();
            });
        }

        private void Observe(ScriptStep step, CacheValues values)
        {
            for (var i = 0; i < step.Keys.Length; i++)
            {
                var capsule = values.Capsules[i];
                if (session is CausalSession seer)
                {
                    seer.Observe(step.Keys[i], capsule);
                    continue;
                }

                ((RepeatableReadSession)session).Observe(step.Keys[i], VersionToken.OfSnapshot(capsule.Span), values.Cache);
                if (Capsule.TryReadHeader(capsule.Span, out var header))
                    node._clock.Observe(header.Stamp);
            }

            if (session is not CausalSession causal)
                return;
            if (values.Settled)
                causal.Settle(values.Cache, values.Arrival);
            else
                causal.Depend(values.Dependencies, values.IsOpen, values.Cache, values.Arrival);
        }

        private void Write(ScriptStep step)
        {
            _hasWritten = true;
            var key = step.Keys[0];
            var version = node._log.NewVersion(key);
            var payload = step.Deletes ? default(ReadOnlyMemory<byte>?) : Payload.Encode(version);
            node._log.BeginWrite(_record, node.Context.Now, key, version);
            if (session is CausalSession causal)
            {
                WriteVersion(causal, key, version, payload);
                return;
            }

            WriteRegister(key, version, payload);
        }

        private void WriteVersion(CausalSession causal, string key, string version, ReadOnlyMemory<byte>? payload)
        {
            if (!causal.LacksDependencies(key) || node._flaw == Flaw.ForgetsInheritance)
            {
                Write();
                return;
            }

            Ask(new CacheRead(plan.Session, node._level, [key], session.ConstraintsFor([key])), got =>
            {
                var values = (CacheValues)got;
                if (!IsSameCache(values.Incarnation))
                    return;
                causal.Inherit(key, values.Capsules[0]);
                Write();
            });

            void Write()
            {
                var basis = causal.BasisOf(key);
                Ask(new CausalWrite(node._level, key, version, payload, basis), got => Wrote((Written)got, done =>
                    causal.Wrote(key, CausalContext.Decode(done.Version), basis)));
            }
        }

        private void WriteRegister(string key, string version, ReadOnlyMemory<byte>? payload)
        {
            var stamp = node._clock.Next();
            object wanted = payload is { } value
                ? new RegisterWrite(plan.Session, key, Capsule.Encode(new LastWriterWins(stamp, value)))
                : new RegisterDelete(plan.Session, key, version, stamp);
            Ask(wanted, got =>
            {
                if (got is Written { SupersededBy: { } deletion })
                {
                    node._clock.Observe(deletion);
                    WriteRegister(key, version, payload);
                    return;
                }

                Wrote((Written)got, done =>
                {
                    node._clock.Observe(done.Stamp ?? stamp);
                    ((RepeatableReadSession)session).Observe(key, VersionToken.Read(done.Version), done.Cache);
                });
            });
        }

        private void Wrote(Written done, Action<Written> observe)
        {
            if (!IsSameCache(done.Incarnation))
                return;
            node._log.EndWrite(_record, node.Context.Now);
            observe(done);
            Continue();
        }

        private void Finish()
        {
            if (_hasWritten && session is RepeatableReadSession)
                Ask(new Flush(plan.Session, _incarnation!.Value), _ => Hand());
            else
                Hand();
        }

        private void Hand()
        {
            var record = session.ToRecord();
            for (var next = place + 1; next < plan.Script.Functions.Length; next++)
            {
                if (plan.Script.Functions[next].After.Contains(place))
                    node.Context.Send(plan.Executors[next], new Trigger(plan, next, place, record, node._clock.Next()));
            }

            if (place != plan.Script.Functions.Length - 1)
                return;
            foreach (var cache in session.Caches.Order(StringComparer.Ordinal))
                node.Context.Send(cache, new Release(plan.Session));
            Tell(isSuccess: true);
        }

        // The link to a cache that has died is broken: what was written through it may be gone.
        private bool IsSameCache(ulong incarnation)
        {
            _incarnation ??= incarnation;
            if (_incarnation == incarnation)
                return true;
            Tell(isSuccess: false);
            return false;
        }

        private void Ask(object wanted, Action<object> then) => node._questions.Ask(node._cache, wanted, got =>
        {
            if (got is null)
                Tell(isSuccess: false);
            else
                then(got);
        });

        private void Tell(bool isSuccess) => node.Context.Send("client", new Finished(plan.Request, plan.Attempt, isSuccess));
    }
}
