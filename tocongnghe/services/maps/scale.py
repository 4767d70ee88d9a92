"""Five steps for the figures of a map, with round ends that a reader can name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

STEPS = 5
_ROUND = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(4), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Scale:
    """Steps of equal width from 0 on; the last one holds its end, too."""

    width: Decimal
    is_percent: bool

    def step(self, figure: Decimal | int | None) -> int | None:
        """Return 1 to STEPS for *figure*; None for no data."""
        if figure is None:
            return None
        return max(1, min(STEPS, int(Decimal(figure) / self.width) + 1))

    @property
    def ends(self) -> list[tuple[Decimal, Decimal]]:
        """Return where each step begins and ends."""
        return [(self.width * n, self.width * (n + 1)) for n in range(STEPS)]


def make_scale(figures: Iterable[Decimal | int | None], *, is_percent: bool) -> Scale:
    """Return the scale with the narrowest round steps that hold every figure."""
    most = max((Decimal(figure) for figure in figures if figure is not None), default=Decimal(0))
    if is_percent and 50 <= most <= 100:
        return Scale(Decimal(20), is_percent)
    least = max(most / STEPS, Decimal("0.2") if is_percent else Decimal(1))
    power = Decimal(10) ** (least.adjusted())
    widths = (part * power for part in _ROUND)
    fits = (width for width in widths if width >= least and (is_percent or width == width.to_integral()))
    return Scale(next(fits), is_percent)
