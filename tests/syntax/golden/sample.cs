// Copyright 2026 The Sample Authors. All rights reserved.

using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace Sample.Orders;

/// <summary>
/// Anything that can be charged.
/// </summary>
public interface IChargeable
{
    decimal Amount { get; }

    /// <summary>Charges <paramref name="card"/>, see <see cref="T:Sample.Card"/>.</summary>
    /// <param name="card">The card to charge.</param>
    /// <returns>A <c>List&lt;Receipt&gt;</c>, never empty.</returns>
    Task<List<Receipt>> ChargeAsync(
        Card card,
        bool dryRun = false);
}

public enum Status : byte { Open, Paid }

public delegate void StatusChanged(Order order, Status status);

/* What was bought
 * and by whom. */
[Serializable]
[Table("orders")]
public sealed partial class Order<TItem> : Entity, IChargeable
    where TItem : class, new()
{
    private const int Limit = 10;

    private readonly Func<TItem, decimal> _price = item => item.Price;

    private static readonly Action<string> Warn = delegate (string text)
    {
        Console.WriteLine(text);
    };

    public event StatusChanged? Changed;

    static Order() { }

    /// <inheritdoc />
    public Order(IEnumerable<TItem> items, string übergabe = "größer 😀")
        : base(Guid.NewGuid())
    {
        Items = new List<TItem>(items);
    }

    ~Order() { }

    public List<TItem> Items { get; init; }

    public decimal Amount => Items.Sum(_price);

    public Status Status
    {
        get => _status;
        private set
        {
            _status = value;
            Changed?.Invoke(this, value);
        }
    }

    public TItem this[int index] => Items[index];

    /// Adds two orders.
    public static Order<TItem> operator +(Order<TItem> left, Order<TItem> right)
        => new(left.Items.Concat(right.Items));

    public static explicit operator bool(Order<TItem> order) => order.Items.Count > 0;

    [Obsolete("Use ChargeAsync"), MethodImpl(MethodImplOptions.NoInlining)]
    public virtual async Task<List<Receipt>> ChargeAsync(Card card, bool dryRun)
    {
        decimal WithTax(decimal net)
        {
            return net * 1.2m;
        }

        Func<Receipt, bool> paid = receipt => receipt.Total > 0;
        var receipts = await card.Charge(WithTax(Amount));
        return receipts.Where(r => paid(r)).ToList();
    }

    void IDisposable.Dispose() => Warn("disposed");

    protected abstract void Validate<TRule>(TRule rule) where TRule : Rule;

    private struct Line
    {
        public int Count;
    }
}

public record Receipt(Guid Id, decimal Total);

public readonly record struct Money(decimal Value, string Currency)
{
    public Money Rounded() => this with { Value = Math.Round(Value) };
}

internal static class OrderExtensions
{
#if DEBUG
    public static void Dump(this Order<Item> order) => Console.WriteLine(order);
#endif
}
