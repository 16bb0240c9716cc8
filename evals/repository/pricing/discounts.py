"""What regular senders pay less."""

from decimal import ROUND_HALF_EVEN, Decimal

TIERS = [(500, Decimal("0.12")), (100, Decimal("0.07")), (20, Decimal("0.03"))]


def discount_share(parcels_this_month):
    """The share taken off for a sender with that many parcels since the first of the month."""
    for least, share in TIERS:
        if parcels_this_month >= least:
            return share
    return Decimal(0)


def apply_discount(cents, parcels_this_month):
    """Half a cent goes to the even neighbour, so that rounding favours nobody in the long run."""
    full = Decimal(cents) * (1 - discount_share(parcels_this_month))
    return int(full.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


class Voucher:
    """A code that is worth money once."""

    def __init__(self, code, cents):
        self.code = code
        self.cents = cents
        self.redeemed_by = None

    def redeem(self, sender):
        """A second attempt with the same code fails, even by the same sender."""
        if self.redeemed_by is not None:
            raise ValueError(f"voucher {self.code} was used already")
        self.redeemed_by = sender
        return self.cents
