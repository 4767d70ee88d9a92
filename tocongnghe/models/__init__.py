"""Typed tables; they know neither Flask nor the wire."""

from tocongnghe.models.assists import Assist, Review
from tocongnghe.models.base import Base
from tocongnghe.models.blobs import Blob
from tocongnghe.models.calls import TeamCall
from tocongnghe.models.catalogue import CatalogueVersion
from tocongnghe.models.classes import ClassSession
from tocongnghe.models.closings import Closing, Reopening
from tocongnghe.models.desk import DeskSession, PasswordCode
from tocongnghe.models.exports import ExportJob, ExportNote, ExportState
from tocongnghe.models.feedback import Feedback, VillageSurvey
from tocongnghe.models.households import Consent, Household
from tocongnghe.models.jobs import JobPlan, JobRequest, JobRun, JobsBeat
from tocongnghe.models.maps import BoundaryFile
from tocongnghe.models.notices import Notice, Task
from tocongnghe.models.operations import (
    Departed,
    Feed,
    JournalEntry,
    LogEntry,
    Operation,
    Quarantined,
    Setting,
)
from tocongnghe.models.people import Assignment, Device, EnrolCode, Grant, Membership, Team, User
from tocongnghe.models.pilots import Pilot, PilotPlace
from tocongnghe.models.place_changes import Latecomer, PlaceChange, PlaceMove, PlaceName, PlaceSuccession
from tocongnghe.models.places import Place, PlaceParent
from tocongnghe.models.publishing import ApiToken, Edition
from tocongnghe.models.reports import ReportArchive, ReportDraft, ReportFile, ReportFileKind
from tocongnghe.models.reviewing import BulkApproval, SettledDoubt
from tocongnghe.models.rollups import (
    ALL_DAYS,
    LAST_YEAR,
    Achievement,
    Cell,
    CellSum,
    CountedAssist,
    CountedEvent,
    RollUpPosition,
    VillageAchievement,
    month_span,
    year_span,
)
from tocongnghe.models.rulings import Acknowledgement, Ruling
from tocongnghe.models.spoken import Speaker, SpokenAct, SpokenNote, SpokenRecording, SpokenState
from tocongnghe.models.spot_checks import SpotCheck, SpotDraw
from tocongnghe.models.statistics import PlaceStatistic, StatisticChange, StatisticUpload
from tocongnghe.models.targets import Target
from tocongnghe.models.teamwork import PaperBatch, TeamChange
from tocongnghe.models.translations import ProposalState, WordChange, WordProposal

__all__ = [
    "ALL_DAYS",
    "LAST_YEAR",
    "Achievement",
    "Acknowledgement",
    "ApiToken",
    "Assignment",
    "Assist",
    "Base",
    "Blob",
    "BoundaryFile",
    "BulkApproval",
    "CatalogueVersion",
    "Cell",
    "CellSum",
    "ClassSession",
    "Closing",
    "Consent",
    "CountedAssist",
    "CountedEvent",
    "Departed",
    "DeskSession",
    "Device",
    "Edition",
    "EnrolCode",
    "ExportJob",
    "ExportNote",
    "ExportState",
    "Feed",
    "Feedback",
    "Grant",
    "Household",
    "JobPlan",
    "JobRequest",
    "JobRun",
    "JobsBeat",
    "JournalEntry",
    "Latecomer",
    "LogEntry",
    "Membership",
    "Notice",
    "Operation",
    "PaperBatch",
    "PasswordCode",
    "Pilot",
    "PilotPlace",
    "Place",
    "PlaceChange",
    "PlaceMove",
    "PlaceName",
    "PlaceParent",
    "PlaceStatistic",
    "PlaceSuccession",
    "ProposalState",
    "Quarantined",
    "Reopening",
    "ReportArchive",
    "ReportDraft",
    "ReportFile",
    "ReportFileKind",
    "Review",
    "RollUpPosition",
    "Ruling",
    "Setting",
    "SettledDoubt",
    "Speaker",
    "SpokenAct",
    "SpokenNote",
    "SpokenRecording",
    "SpokenState",
    "SpotCheck",
    "SpotDraw",
    "StatisticChange",
    "StatisticUpload",
    "Target",
    "Task",
    "Team",
    "TeamCall",
    "TeamChange",
    "User",
    "VillageAchievement",
    "VillageSurvey",
    "WordChange",
    "WordProposal",
    "month_span",
    "year_span",
]
