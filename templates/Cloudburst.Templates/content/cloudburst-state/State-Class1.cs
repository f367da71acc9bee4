using Cloudburst;

namespace CloudburstItems;

/// <summary>State: each method is one key of the store, typed. The build writes the bodies; functions take the class as a parameter.</summary>
[CloudburstState("State-Class1")]
public partial class State_Class1
{
    /// <summary>A number that any number of requests add to at once, with nothing lost.</summary>
    public partial Counter Total(string of);

    /// <summary>A value that is read and written whole.</summary>
    public partial Register<string> Latest(string of);

    /// <summary>A set that any number of requests add to and remove from at once.</summary>
    public partial SetOf<string> Members(string of);
}
