"""What Lạng Sơn published for May 2022, what follows from it, and what the demo has to make up.

Source: the province's report of May 2022: 1.684 tổ công nghệ số cộng đồng với 7.776 thành viên; 121.204
cửa hàng số, đạt 61% số hộ gia đình; 102.243 tài khoản thanh toán điện tử, đạt 54% chỉ tiêu so với kế hoạch;
10.718 tài khoản người mua.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

BEGINS = date(2022, 1, 1)
"""Since when the teams of the demo work; the report says only how many there were in May."""
FIRST_DAY, LAST_DAY = date(2022, 1, 4), date(2022, 5, 31)
"""Of the visits."""
PLAN_ENDS = date(2022, 12, 31)
PLAN_OF = "payment_accounts"
"""The indicator of which the province planned so many."""

HOUSEHOLDS_SOURCE = (
    "Dữ liệu thử nghiệm, suy ra: 121.204 cửa hàng số được công bố là 61 % số hộ gia đình "
    "(báo cáo tháng 5/2022); phần của từng xã là giả định"
)
PLAN_SOURCE = (
    "Dữ liệu thử nghiệm, suy ra: 102.243 tài khoản thanh toán được công bố là 54 % kế hoạch "
    "(báo cáo tháng 5/2022); phần của từng xã là giả định"
)


@dataclass(frozen=True)
class Totals:
    """How many of each there are in the whole province."""

    teams: int
    members: int
    shops: int
    households_with_shop: int
    """Made up: the report counts shops, and some households have two."""
    payment_accounts: int
    buyer_accounts: int
    households: int
    """Derived: shops / 61 %."""
    planned_accounts: int
    """Derived: payment accounts / 54 %."""

    @property
    def visits(self) -> int:
        """Of assists: one for each shop and each account."""
        return self.shops + self.payment_accounts + self.buyer_accounts


MAY_2022 = Totals(
    teams=1_684,
    members=7_776,
    shops=121_204,
    households_with_shop=117_230,
    payment_accounts=102_243,
    buyer_accounts=10_718,
    households=198_695,
    planned_accounts=189_339,
)


def part_of(totals: Totals, divisor: int) -> Totals:
    """Return the same province so many times smaller; shares of it stay nearly what they are."""
    return Totals(**{name: -(-value // divisor) for name, value in vars(totals).items()})
