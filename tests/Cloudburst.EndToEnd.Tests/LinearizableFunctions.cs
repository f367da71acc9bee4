namespace Cloudburst.EndToEnd.Tests;

public static partial class LinearizableFunctions
{
    [CloudburstFunction("read-register")]
    public static async Task<long> ReadRegister(string key, CloudburstContext context) => await new Register<long>(context.State, key).ReadAsync();

    [CloudburstFunction("write-register")]
    public static async Task WriteRegister(string key, long value, CloudburstContext context) => await new Register<long>(context.State, key).WriteAsync(value);

    [CloudburstFunction("swap-register")]
    public static async Task<bool> SwapRegister(string key, long expected, long value, CloudburstContext context) =>
        await new Register<long>(context.State, key).CompareAndSetAsync(expected, value);

    [CloudburstFunction("increment-register")]
    public static async Task<long> IncrementRegister(string key, CloudburstContext context) =>
        await new Register<long>(context.State, key).UpdateAsync(static old => old + 1);

    [CloudburstFunction("write-and-increment-register")]
    public static async Task<long> WriteAndIncrementRegister(string key, long value, CloudburstContext context)
    {
        var register = new Register<long>(context.State, key);
        await register.WriteAsync(value);
        return await register.UpdateAsync(static old => old + 1);
    }

    [CloudburstFunction("delete-register")]
    public static async Task DeleteRegister(string key, CloudburstContext context) => await new Register<long>(context.State, key).DeleteAsync();

    [CloudburstFunction("increment-counter-and-read")]
    public static async Task<long> IncrementCounterAndRead(string key, CloudburstContext context)
    {
        await new Counter(context.State, key).IncrementAsync();
        return await new Counter(context.State, key).ReadAsync();
    }
}
