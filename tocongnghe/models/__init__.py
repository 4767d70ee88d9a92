"""Typed tables; they know neither Flask nor the wire."""

from tocongnghe.models.assists import Assist, Review
from tocongnghe.models.base import Base
from tocongnghe.models.households import Consent, Household
from tocongnghe.models.operations import Departed, Feed, LogEntry, Operation, Quarantined, Setting
from tocongnghe.models.people import Assignment, Device, EnrolCode, Grant, Membership, Team, User
from tocongnghe.models.places import Place, PlaceParent
from tocongnghe.models.rollups import Achievement, Cell, CountedAssist, JobRun, RollUpPosition
from tocongnghe.models.statistics import PlaceStatistic

__all__ = [
    "Achievement",
    "Assignment",
    "Assist",
    "Base",
    "Cell",
    "Consent",
    "CountedAssist",
    "Departed",
    "Device",
    "EnrolCode",
    "Feed",
    "Grant",
    "Household",
    "JobRun",
    "LogEntry",
    "Membership",
    "Operation",
    "Place",
    "PlaceParent",
    "PlaceStatistic",
    "Quarantined",
    "Review",
    "RollUpPosition",
    "Setting",
    "Team",
    "User",
]
