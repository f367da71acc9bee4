// A body of ordinary functions as a careful developer writes them. The analyzers must have nothing to warn of here.
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Net.Http;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Ordinary.Shop;

/// <summary>Stands in for ASP.NET Core's.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromServicesAttribute : Attribute;

public enum OrderStatus
{
    Open = 0,
    Paid = 1,
    Shipped = 2,
    Cancelled = 3,
}

public readonly record struct Money(decimal Amount, string Currency)
{
    public static Money operator +(Money left, Money right) => left.Currency == right.Currency
        ? left with { Amount = left.Amount + right.Amount }
        : throw new InvalidOperationException($"{left.Currency} and {right.Currency} can't be added");

    public bool IsNegative => Amount < 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount:0.00} {Currency}");
}

public sealed record Line(string Sku, int Quantity, Money Price)
{
    public Money Total => Price with { Amount = Price.Amount * Quantity };
}

public sealed record Order(Guid Id, string Customer, IReadOnlyList<Line> Lines, DateTimeOffset PlacedAt, OrderStatus Status = OrderStatus.Open)
{
    [JsonIgnore]
    public Money Total => Lines.Aggregate(new Money(0, "EUR"), (sum, line) => sum + line.Total);

    public Dictionary<string, string>? Labels { get; init; }
}

public sealed class Address
{
    public required string Street { get; init; }

    public required string City { get; init; }

    public string? Zip { get; set; }

    public override bool Equals(object? obj) => obj is Address other && other.Street == Street && other.City == City;

    public override int GetHashCode() => HashCode.Combine(Street, City);
}

[JsonDerivedType(typeof(Card), "card")]
[JsonDerivedType(typeof(Invoice), "invoice")]
public abstract record Payment(Money Amount);

public sealed record Card(Money Amount, string Token) : Payment(Amount);

public sealed record Invoice(Money Amount, Address To) : Payment(Amount);

public sealed class Tree<T>
{
    public T? Value { get; set; }

    public List<Tree<T>> Children { get; init; } = [];
}

[CloudburstState("orders")]
public partial class OrderState
{
    public partial Register<Order> Order(Guid id);

    public partial Register<OrderStatus> Status(Guid id);

    public partial SetOf<string> OfCustomer(string customer);

    public partial SetOf<string> Handled(string queue);

    public partial Counter Stock(string sku);

    public partial Counter Visits();

    public partial Maximum Highest(string customer);

    public partial Flag Welcomed(string customer);
}

public interface IPaymentGateway
{
    Task<string> ChargeAsync(Payment payment, string idempotencyKey, CancellationToken cancellationToken);
}

/// <summary>Reads once and answers from memory.</summary>
public sealed class Catalogue
{
    private readonly Dictionary<string, Money> _prices = new(StringComparer.Ordinal);
    private int _loads;

    public int Loads => _loads;

    public void Load(IEnumerable<KeyValuePair<string, Money>> prices)
    {
        _loads++;
        foreach (var (sku, price) in prices)
            _prices[sku] = price;
    }

    public bool TryGet(string sku, out Money price) => _prices.TryGetValue(sku, out price);
}

public static partial class Orders
{
    private const int MaxLines = 50;

    private static readonly FrozenDictionary<string, decimal> Rates = new Dictionary<string, decimal> { ["EUR"] = 1m, ["USD"] = 0.9m }.ToFrozenDictionary();
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new();
    private static readonly Action<string> Nothing = static _ => { };
    private static string? _banner;

    public static string Banner => _banner ??= "Welcome";

    [CloudburstFunction]
    public static int Increment(int x) => x + 1;

    [CloudburstFunction("orders.total")]
    public static Money Total(IReadOnlyList<Line> lines)
    {
        var sum = new Money(0, "EUR");
        foreach (var line in lines)
            sum += line.Total;
        return sum;
    }

    [CloudburstFunction]
    public static decimal Convert(Money money) => Rates.TryGetValue(money.Currency, out var rate) ? money.Amount * rate : throw new ArgumentException($"'{money.Currency}' is no currency", nameof(money));

    [CloudburstFunction]
    public static bool Matches(string text, string pattern)
    {
        var regex = Patterns.GetOrAdd(pattern, static key => new Regex(key, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
        return regex.IsMatch(text);
    }

    [CloudburstFunction]
    public static async Task<Order> Place(string customer, IReadOnlyList<Line> lines, OrderState state, CloudburstContext context, CancellationToken cancellationToken)
    {
        if (lines.Count is 0 or > MaxLines)
            throw new ArgumentException($"An order has 1 to {MaxLines} lines", nameof(lines));
        var order = new Order(context.NewGuid(), customer, lines, context.Clock.GetUtcNow()) { Labels = new() { ["channel"] = "web" } };
        foreach (var line in order.Lines)
            await state.Stock(line.Sku).DecrementAsync(line.Quantity, cancellationToken);
        await state.Order(order.Id).WriteAsync(order, cancellationToken);
        await state.OfCustomer(customer).AddAsync(order.Id.ToString(), cancellationToken);
        await state.Highest(customer).WriteAsync((long)order.Total.Amount, cancellationToken);
        context.Logger.Equals(order);
        return order;
    }

    [CloudburstFunction]
    public static async Task<string> Pay(Guid id, Payment payment, OrderState state, [FromServices] IPaymentGateway gateway, CloudburstContext context, CancellationToken cancellationToken)
    {
        var receipt = await gateway.ChargeAsync(payment, context.RequestId, cancellationToken).ConfigureAwait(false);
        await state.Status(id).WriteAsync(OrderStatus.Paid, cancellationToken).ConfigureAwait(false);
        return receipt;
    }

    [CloudburstFunction]
    public static async Task<int> Notify(string url, [FromServices] HttpClient http, CloudburstContext context, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Headers.Add("Idempotency-Key", context.RequestId);
        using var answer = await http.SendAsync(request, cancellationToken);
        return (int)answer.StatusCode;
    }

    [CloudburstFunction]
    public static async Task<Order?> Find(Guid id, OrderState state, CancellationToken cancellationToken)
    {
        var order = await state.Order(id).ReadAsync(cancellationToken);
        if (order is null)
            return null;
        var status = await state.Status(id).ReadAsync(cancellationToken);
        return order with { Status = status };
    }

    [CloudburstFunction]
    public static async Task<long[]> Stocks(string[] skus, OrderState state, CancellationToken cancellationToken)
    {
        var reads = skus.Select(sku => state.Stock(sku).ReadAsync(cancellationToken).AsTask()).ToList();
        await Task.WhenAll(reads);
        return [.. reads.Select(read => read.Result)];
    }

    [CloudburstFunction]
    public static async ValueTask<long> Report(OrderState state, CancellationToken cancellationToken)
    {
        var visits = state.Visits().ReadAsync(cancellationToken);
        var umbrellas = state.Stock("umbrella").ReadAsync(cancellationToken);
        return await visits + await umbrellas;
    }

    [CloudburstFunction]
    public static string Describe(Ref<Order> order, [FromState("orders/order/{key}")] Order? stored, string key) =>
        order is { Exists: true, Value: { } found } ? $"{key}: {found.Total}" : stored?.Total.ToString() ?? "nothing";

    [CloudburstFunction]
    public static Order Cancel(Order order)
    {
        var lines = order.Lines.ToList();
        lines.RemoveAll(line => line.Quantity == 0);
        var labels = order.Labels is null ? [] : new Dictionary<string, string>(order.Labels);
        labels["cancelled"] = "yes";
        return order with { Lines = lines, Labels = labels, Status = OrderStatus.Cancelled };
    }

    [CloudburstFunction]
    public static int Depth(Tree<int> tree) => 1 + tree.Children.Select(Depth).DefaultIfEmpty().Max();

    [CloudburstFunction]
    public static ulong Shard(string customer) => StableHash.Of(customer) % 16;

    [CloudburstFunction]
    public static int Roll(int sides, CloudburstContext context) => context.Random.Next(1, sides + 1);

    [CloudburstFunction]
    public static async Task<string> Retry(string key, CloudburstContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await context.GetAsync<string>(key, cancellationToken) ?? "";
        }
        catch (CloudburstException error) when (error.IsTransient)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            return await context.GetAsync<string>(key, cancellationToken) ?? "";
        }
        catch (OperationCanceledException)
        {
            throw;
        }
    }

    [CloudburstFunction]
    public static async Task Poll(string key, CloudburstContext context, CancellationToken cancellationToken)
    {
        string? value;
        while ((value = await context.GetAsync<string>(key, cancellationToken)) is null)
            await Task.Delay(TimeSpan.FromMilliseconds(20), context.Clock, cancellationToken);
        Nothing(value);
    }

    [CloudburstFunction]
    public static async Task Update(string key, string value, CloudburstContext context, CancellationToken cancellationToken)
    {
        var before = await context.GetAsync<string>(key, cancellationToken);
        if (before == value)
            Nothing("unchanged");
        await context.PutAsync($"{key}/history", before ?? "", cancellationToken);
        await context.PutAsync($"{key}/now", value, cancellationToken);
    }

    [CloudburstFunction]
    public static async Task<int> Settle(string key, CloudburstContext context, CancellationToken cancellationToken)
    {
        var register = new Register<int>(context.State, key);
        var merged = await register.ReadMergedAsync(Math.Max, cancellationToken);
        await register.WriteAsync(merged, cancellationToken);
        var updated = await register.UpdateAsync(static value => value + 1, cancellationToken: cancellationToken);
        while (!await register.CompareAndSetAsync(updated, updated + 1, cancellationToken))
            updated = await register.ReadAsync(cancellationToken);
        return (await register.ReadAllAsync(cancellationToken)).Count;
    }

    [CloudburstFunction]
    public static async Task Welcome(string customer, OrderState state, CloudburstContext context, CancellationToken cancellationToken)
    {
        await state.Welcomed(customer).RaiseAsync(cancellationToken);
        await state.Visits().IncrementAsync(cancellationToken: cancellationToken);
        Nothing(context.RequestId);
    }

    [CloudburstDag]
    public static Dag<IReadOnlyList<Line>, decimal> TotalInEuro => Dag.Start(Functions.Total).Then(Functions.Convert).Named("total-in-euro");

    [CloudburstDag]
    public static Dag<int, int> Twice => Dag.Build<int, int>("twice", static (builder, x) =>
    {
        var once = builder.Add(Functions.Increment, x, "first");
        return builder.Add(Functions.Increment, once, "second");
    });
}
