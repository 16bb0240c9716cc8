"""Prices by zone and weight."""

from dataclasses import dataclass

OVERSIZE_LIMIT_CM = 120
OVERSIZE_FEE_CENTS = 950


@dataclass(frozen=True)
class Rate:
    """One line of the rate card: up to a weight, in one zone."""

    zone: str
    max_grams: int
    cents: int


class RateCard:
    """All rates, sorted so that the first one that fits is the cheapest."""

    def __init__(self, rates):
        self._rates = sorted(rates, key=lambda rate: (rate.zone, rate.max_grams))

    def find_rate(self, zone, grams):
        """The cheapest rate that carries the weight, or None when the parcel is too heavy."""
        for rate in self._rates:
            if rate.zone == zone and grams <= rate.max_grams:
                return rate
        return None


def volumetric_grams(length_cm, width_cm, height_cm):
    """Light but bulky parcels are charged by volume: five cubic decimetres count as a kilogram."""
    return length_cm * width_cm * height_cm // 5


def chargeable_grams(grams, length_cm, width_cm, height_cm):
    """Whatever is more, the scale or the tape measure."""
    return max(grams, volumetric_grams(length_cm, width_cm, height_cm))


def oversize_fee(length_cm, width_cm, height_cm):
    """A surcharge for parcels that do not fit on the sorting belt."""
    longest = max(length_cm, width_cm, height_cm)
    return OVERSIZE_FEE_CENTS if longest > OVERSIZE_LIMIT_CM else 0
