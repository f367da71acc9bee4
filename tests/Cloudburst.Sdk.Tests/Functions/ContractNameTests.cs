namespace Cloudburst.Sdk.Tests.Functions;

public sealed class ContractNameTests
{
    [Theory]
    [InlineData(typeof(int), "int")]
    [InlineData(typeof(string), "string")]
    [InlineData(typeof(nint), "nint")]
    [InlineData(typeof(int?), "int?")]
    [InlineData(typeof(int[][,]), "int[][,]")]
    [InlineData(typeof(ReadOnlyMemory<double>), "double[]")]
    [InlineData(typeof(ReadOnlyMemory<int[]>), "int[][]")]
    [InlineData(typeof((int, string)), "(int, string)")]
    [InlineData(typeof((int, (string, Guid?), long[])), "(int, (string, System.Guid?), long[])")]
    [InlineData(typeof((int, int, int, int, int, int, int, int, string)), "(int, int, int, int, int, int, int, int, string)")]
    [InlineData(typeof(List<Dictionary<int, string>>), "System.Collections.Generic.List<System.Collections.Generic.Dictionary<int, string>>")]
    [InlineData(typeof(Outer<int>.Inner<string>), "Cloudburst.Sdk.Tests.Functions.ContractNameTests.Outer<int>.Inner<string>")]
    [InlineData(typeof(Outer<int>.Plain[]), "Cloudburst.Sdk.Tests.Functions.ContractNameTests.Outer<int>.Plain[]")]
    [InlineData(typeof(DayOfWeek), "System.DayOfWeek")]
    public void Type_is_named_as_the_generator_names_it(Type type, string name) => Assert.Equal(name, ContractName.Of(type));

    public static class Outer<T>
    {
        public sealed record Inner<TOther>(T Value, TOther Other);

        public sealed record Plain(T Value);
    }
}
