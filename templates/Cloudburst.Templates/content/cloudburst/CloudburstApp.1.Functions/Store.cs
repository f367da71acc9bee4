namespace CloudburstApp._1;

/// <summary>The state: each method is one key of the store, typed. The build writes the bodies.</summary>
[CloudburstState("store")]
public partial class StoreState
{
    /// <summary>How many pieces of an article were sold.</summary>
    public partial Counter Sold(string article);

    /// <summary>A customer's latest order.</summary>
    public partial Register<Order> Latest(string customer);
}

/// <summary>Functions with state.</summary>
public static partial class Store
{
    /// <summary>Sells what is ordered, and returns the customer's order before this one.</summary>
    [CloudburstFunction]
    public static async Task<Order?> Buy(
        string customer, Order order, [FromState("store/latest/{customer}")] Order? previous, StoreState state, CancellationToken cancellationToken)
    {
        if (order.Quantity <= 0)
            throw new ArgumentException($"{order.Quantity} pieces can't be sold", nameof(order));
        await state.Sold(order.Article).IncrementAsync(order.Quantity, cancellationToken);
        await state.Latest(customer).WriteAsync(order, cancellationToken);
        return previous;
    }
}
