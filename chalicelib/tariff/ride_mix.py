"""The cheapest tickets with which so many people ride together. Rules only; amounts are grosze."""

from collections.abc import Iterator, Mapping
from itertools import product

from chalicelib.tariff.product import Grosze


def cheapest_mix(prices: Mapping[int, Grosze], people: int) -> dict[int, int]:
    """Return how many tickets of each size to buy, without zeros; of equal sums the one with fewer tickets.

    `prices`: what one ticket costs by how many people it carries. However many the people, few mixes have to be tried.
    Let the ticket with the cheapest seat, the largest of such, carry s. Among any s others there are some that carry a
    multiple of s (of the s sums that begin with the first, two leave the same rest, or one leaves none), and those
    seats are not dearer on that ticket. So fewer than s others are enough.
    """
    return min(
        _mixes(prices, people),
        key=lambda mix: (sum(prices[size] * count for size, count in mix.items()), sum(mix.values())),
    )


def _mixes(prices: Mapping[int, Grosze], people: int) -> Iterator[dict[int, int]]:
    cheapest = min(prices, key=lambda size: (prices[size] / size, -size))
    others = [size for size in prices if size != cheapest]
    for counts in product(range(cheapest), repeat=len(others)):
        if sum(counts) < cheapest:
            mix = dict(zip(others, counts, strict=True))
            left = max(people - sum(size * count for size, count in mix.items()), 0)
            mix[cheapest] = -(-left // cheapest)
            yield {size: count for size, count in mix.items() if count}
