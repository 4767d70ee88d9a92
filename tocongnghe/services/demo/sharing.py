"""How the totals of a province fall on its communes and villages: made up, always the same, sums exact."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tocongnghe.services.demo.langson import Totals

SEED = "Lạng Sơn, May 2022"


@dataclass(frozen=True)
class VillagePlan:
    """One village of the demo: its team, its households, and what came of the visits to them."""

    code: str
    name: str
    members: int
    households: int
    """All that live there: the denominator's share. Only `listed` of them have a card."""
    shops: int
    with_shop: int
    payment_accounts: int
    buyer_accounts: int

    @property
    def listed(self) -> int:
        """Households that a visit needs."""
        return max(self.with_shop, self.payment_accounts, self.buyer_accounts)

    @property
    def operations(self) -> int:
        """What its phone has to send."""
        return self.listed + self.shops + self.payment_accounts + self.buyer_accounts


@dataclass(frozen=True)
class CommunePlan:
    """One commune of the demo."""

    code: str
    planned_accounts: int
    villages: tuple[VillagePlan, ...]

    @property
    def households(self) -> int:
        return sum(village.households for village in self.villages)


def share(total: int, weights: Sequence[float]) -> list[int]:
    """Return *total* in whole parts, in proportion to *weights*, by largest remainder; they add up to it."""
    if not weights:
        return []
    whole = sum(map(Fraction, weights))
    exact = [total * Fraction(weight) / whole for weight in weights]
    parts = [int(one) for one in exact]
    by_remainder = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in by_remainder[: total - sum(parts)]:
        parts[at] += 1
    return parts


def plan_of(totals: Totals, communes: Sequence[tuple[str, str]]) -> list[CommunePlan]:
    """Return the plan of each of *communes* (code, what a village is called there), in their order."""
    chance = random.Random(SEED)  # noqa: S311 - the same for everybody is what is wanted
    teams = share(totals.teams, [chance.uniform(0.5, 1.5) for _ in communes])
    homes = [(code, word, number) for (code, word), of in zip(communes, teams, strict=True)
             for number in range(1, of + 1)]  # fmt: skip
    sizes = [chance.uniform(0.6, 1.6) for _ in homes]

    def shares(total: int, spread: float) -> list[int]:
        return share(total, [size * chance.uniform(1 - spread, 1 + spread) for size in sizes])

    members = share(totals.members, [1.0] * len(homes))
    households = share(totals.households, sizes)
    with_shop = shares(totals.households_with_shop, 0.2)
    second = share(totals.shops - totals.households_with_shop, with_shop)
    accounts, buyers = shares(totals.payment_accounts, 0.2), shares(totals.buyer_accounts, 0.5)
    villages = [
        VillagePlan(
            code=f"20-{commune}-{number:03}",
            name=f"{word} Mẫu {number} (thử nghiệm)",
            members=members[at],
            households=households[at],
            shops=with_shop[at] + second[at],
            with_shop=with_shop[at],
            payment_accounts=accounts[at],
            buyer_accounts=buyers[at],
        )
        for at, (commune, word, number) in enumerate(homes)
    ]
    by_commune = {
        code: tuple(village for village, home in zip(villages, homes, strict=True) if home[0] == code)
        for code, _ in communes
    }
    wanted = [float(sum(village.payment_accounts for village in by_commune[code])) for code, _ in communes]
    planned = share(totals.planned_accounts, wanted)
    return [
        CommunePlan(code, plan, by_commune[code]) for (code, _), plan in zip(communes, planned, strict=True)
    ]
