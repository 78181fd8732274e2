<?php

declare(strict_types=1);

/*
 * This file is part of the Sample package.
 * (c) The Sample Authors; see the LICENSE file.
 */

namespace App\Billing;

use App\Models\Invoice;

/**
 * Turns orders into invoices.
 *
 * @template T of Order
 */
#[AsService(lazy: true)]
#[Tag('billing')]
final class InvoiceFactory extends Factory implements FactoryInterface
{
    use LogsQueries;

    public const CURRENCY = 'EUR';

    private array $rules = [];

    public function __construct(
        private readonly TaxTable $taxes, // by country
        protected ?Clock $clock = null,
    ) {
        $this->fallback = function (Order $order): int {
            return 0;
        };
    }

    /**
     * Creates the invoice of an order.
     *
     * @throws BillingException
     */
    #[Pure]
    public static function fromOrder(Order $order, int|string ...$extras): ?Invoice
    {
        $round = fn (float $amount): float => round($amount, 2);
        $total = array_map(function ($line) { return $line->price; }, $order->lines);

        return new Invoice($round(array_sum($total)));
    }

    // The sum before tax.
    protected function &größe(array &$positionen): float
    {
        return $positionen['😀'];
    }

    abstract protected function number(): string;

    public function __toString(): string { return self::CURRENCY; }
}

interface FactoryInterface extends Countable
{
    /** Makes one. */
    public function make(string $id): object;
}

trait LogsQueries
{
    private function logQuery(string $sql): void {}
}

/** How an invoice was paid. */
enum Payment: string
{
    case Cash = 'cash';
    case Card = 'card';

    public static function default(): self { return self::Card; }

    public function label(): string
    {
        return match ($this) {
            self::Cash => 'Bar',
            self::Card => 'Karte',
        };
    }
}

if (!function_exists('money')) {
    /**
     * Formats an amount.
     */
    function money(float $amount, string $currency = InvoiceFactory::CURRENCY): string
    {
        return "{$amount} {$currency}";
    }
}

$mailer = new class ('smtp') extends Transport {
    public function send(Message $message): void {}
};

return [
    'invoice.number' => static fn () => uniqid(),
    'events' => [
        'paid' => function (Invoice $invoice) {
            notify($invoice);
        },
    ],
];
?>
<p><?= money(3.0) ?></p>
