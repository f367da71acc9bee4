using Cloudburst;

namespace Quickstart;

/// <summary>What a customer wants to buy.</summary>
public sealed record Cart(IReadOnlyList<CartLine> Lines)
{
    /// <summary>The price of everything in it.</summary>
    public decimal Total => Lines.Sum(line => line.Quantity * line.Price);
}

/// <summary>One line of a cart.</summary>
public sealed record CartLine(string Sku, int Quantity, decimal Price);

/// <summary>The shop's state: each accessor is one key, typed.</summary>
[CloudburstState("shop")]
public partial class ShopState
{
    /// <summary>How often anybody did anything.</summary>
    public partial Counter Visits();

    /// <summary>Pieces left of an article.</summary>
    public partial Counter Stock(string sku);

    /// <summary>A customer's cart.</summary>
    public partial Register<Cart> Cart(string customer);

    /// <summary>Customers who have bought an article.</summary>
    public partial SetOf<string> Buyers(string sku);
}

/// <summary>Functions with state.</summary>
public static partial class Store
{
    /// <summary>Counts a visit. Any number may run at once, on any machine; none is lost.</summary>
    [CloudburstFunction]
    public static async Task Visit(ShopState state, CancellationToken cancellationToken) =>
        await state.Visits().IncrementAsync(cancellationToken: cancellationToken);

    /// <summary>Puts something into a customer's cart and returns the cart.</summary>
    [CloudburstFunction]
    public static async Task<Cart> AddToCart(
        string customer, CartLine line, [FromState("shop/cart/{customer}")] Cart? cart, ShopState state, CancellationToken cancellationToken)
    {
        var updated = new Cart([.. cart?.Lines ?? [], line]);
        await state.Cart(customer).WriteAsync(updated, cancellationToken);
        return updated;
    }

    /// <summary>Sells what is in a customer's cart.</summary>
    [CloudburstFunction]
    public static async Task<decimal> Checkout(
        string customer, [FromState("shop/cart/{customer}")] Cart? cart, ShopState state, CancellationToken cancellationToken)
    {
        if (cart is null or { Lines.Count: 0 })
            throw new InvalidOperationException($"The cart of {customer} is empty");
        foreach (var line in cart.Lines)
        {
            await state.Stock(line.Sku).DecrementAsync(line.Quantity, cancellationToken);
            await state.Buyers(line.Sku).AddAsync(customer, cancellationToken);
        }
        await state.Cart(customer).DeleteAsync(cancellationToken);
        return cart.Total;
    }
}
