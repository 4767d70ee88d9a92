"""What the machine's tests share with others: a way to show figures."""

from tests.violence.conftest import say

__all__ = ["say"]
