"""The wire: one round trip that pushes, pulls and offers."""

from tocongnghe.sync.exchange import exchange

__all__ = ["exchange"]
