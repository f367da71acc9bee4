namespace Cloudburst.Analyzers;

/// <summary>The ids. Each has a page under docs/diagnostics. The first digit is the band; see the descriptors.</summary>
internal static class DiagnosticIds
{
    public const string AsyncVoid = "CB0001";
    public const string NotReachable = "CB0002";
    public const string NotByValue = "CB0003";
    public const string Generic = "CB0004";
    public const string DuplicateName = "CB0005";
    public const string InvalidName = "CB0006";
    public const string NameFollowsMethod = "CB0007";
    public const string ResultCannotTravel = "CB0008";
    public const string TwoOfOneKind = "CB0009";
    public const string Class = "CB0011";
    public const string NotPartial = "CB0014";
    public const string TooManyParameters = "CB0016";
    public const string KeyTemplate = "CB0017";
    public const string State = "CB0018";
    public const string Dag = "CB0019";
    public const string Limit = "CB0020";
    public const string Batch = "CB0021";
    public const string TokensName = "CB0022";

    public const string EdgeType = "CB1001";
    public const string Cycle = "CB1002";
    public const string BindingCount = "CB1003";
    public const string UnknownNode = "CB1004";
    public const string DuplicateDagName = "CB1005";
    public const string DuplicateLabel = "CB1006";
    public const string DeadEnd = "CB1007";
    public const string DagType = "CB1009";
    public const string PlainCall = "CB1013";
    public const string SelfCall = "CB1014";

    public const string ReadModifyWrite = "CB2001";
    public const string CheckThenAct = "CB2002";
    public const string MixedKinds = "CB2003";
    public const string MixedTypes = "CB2004";
    public const string DroppedSiblings = "CB2006";
    public const string LostChange = "CB2007";
    public const string CultureKey = "CB2009";
    public const string InvalidKey = "CB2010";
    public const string ReadPerTurn = "CB2012";

    public const string RandomId = "CB3001";
    public const string WallClock = "CB3002";
    public const string Randomness = "CB3003";
    public const string ExternalEffect = "CB3004";
    public const string Increment = "CB3005";
    public const string SwallowedFailure = "CB3006";
    public const string UnstableHash = "CB3007";
    public const string InvalidTimeout = "CB3010";

    public const string BlockingCall = "CB4001";
    public const string NotAwaited = "CB4002";
    public const string TokenNotPassed = "CB4003";
    public const string NotCancellable = "CB4004";
    public const string OutlivingWork = "CB4005";
    public const string StaticState = "CB4006";
    public const string InstanceState = "CB4007";
    public const string EscapingContext = "CB4008";
    public const string ProcessLock = "CB4009";

    public const string NotSerializable = "CB5001";
    public const string SlowFormat = "CB5002";
    public const string NotVersionTolerant = "CB5003";
    public const string FunctionContract = "CB5004";
    public const string StateContract = "CB5005";
    public const string NoContractFile = "CB5006";
    public const string NotRetired = "CB5007";
    public const string DroppedMember = "CB5008";
    public const string DateTimeKind = "CB5010";
    public const string UnknownCases = "CB5011";

    public const string MadeUpId = "CB6001";
    public const string EndlessReceive = "CB6003";
    public const string BoundMessage = "CB6005";

    public const string TypedTokenExists = "CB7001";
    public const string CallMismatch = "CB7002";
    public const string NotRegistered = "CB7003";
    public const string ResultDiscarded = "CB7004";

    public const string OldLanguage = "CB9002";
    public const string GeneratedFunction = "CB9003";
    public const string MixedVersions = "CB9004";
}
