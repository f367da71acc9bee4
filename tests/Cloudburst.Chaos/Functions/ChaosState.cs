namespace Cloudburst.Chaos.Functions;

/// <summary>What the load writes.</summary>
[CloudburstState("chaos")]
public partial class ChaosState
{
    /// <summary>What an account has, as a counter.</summary>
    public partial Counter Balance(int account);

    /// <summary>How many transfers an account was in, as a register: a change that is lost or made twice shows.</summary>
    public partial Register<long> Transfers(int account);

    /// <summary>There when the transfer of that name has taken effect.</summary>
    public partial Register<long> Receipt(string transfer);

    /// <summary>Written by one writer, again and again, with growing numbers.</summary>
    public partial Register<long> Cell(string writer);

    public partial SetOf<string> Members(int group);

    public partial Counter Hits(int counter);
}
