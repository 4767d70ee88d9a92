"""What the machine's tests share with others: a PostgreSQL of their own, and a way to show figures."""

from tests.backup.conftest import database_url
from tests.violence.conftest import say

__all__ = ["database_url", "say"]
