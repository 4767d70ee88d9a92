"""How far a long export is, for rooms that do not know the tables."""

from tocongnghe.models import ExportState

__all__ = ["ExportState"]
