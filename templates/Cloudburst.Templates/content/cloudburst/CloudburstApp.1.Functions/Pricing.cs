namespace CloudburstApp._1;

/// <summary>What a customer wants.</summary>
public sealed record Order(string Article, int Quantity, decimal Price);

/// <summary>Functions without state, and a DAG of them: each runs where the scheduler finds it best.</summary>
public static partial class Pricing
{
    /// <summary>The price of an order before tax.</summary>
    [CloudburstFunction]
    public static decimal Subtotal(Order order) => order.Quantity * order.Price;

    /// <summary>Adds the tax to an amount.</summary>
    [CloudburstFunction]
    public static decimal AddTax(decimal amount) => decimal.Round(amount * 1.20m, 2);

    /// <summary>The price of an order with tax. The compiler checks that the functions fit together.</summary>
    [CloudburstDag]
    public static Dag<Order, decimal> Total => Dag.Start(Functions.Subtotal).Then(Functions.AddTax).Named("total");
}
