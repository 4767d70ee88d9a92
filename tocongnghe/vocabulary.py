"""The closed word lists: one source for tables, wire and phone.

Codes are wire values and never change their meaning; labels are message ids, to be translated when shown.
"""

from __future__ import annotations

from enum import StrEnum


class PlaceKind(StrEnum):
    """Two tiers only, and the village below them (since 1 July 2025)."""

    PROVINCE = "province"
    COMMUNE = "commune"
    VILLAGE = "village"


class SuccessionRelation(StrEnum):
    """How a place went on in another: all of it, or a part."""

    WHOLE = "whole"
    PART = "part"


class PlaceChangeKind(StrEnum):
    """What the province may decide about communes and villages."""

    MERGE = "merge_places"
    SPLIT = "split_place"
    RENAME = "rename_place"
    MOVE = "move_village"


class PlaceChangeState(StrEnum):
    APPLIED = "in_force"
    UNDONE = "undone"


class Role(StrEnum):
    """What a person may do; the place comes with the membership or assignment."""

    MEMBER = "member"
    LEADER = "leader"
    SUPERVISOR = "supervisor"
    COMMUNE_READER = "commune_reader"
    """Leader of a commune: reads its figures and signs them, decides nothing on a record."""
    PROVINCE = "province"
    ADMIN = "admin"
    SPEAKER = "speaker"  # of one language, whose words they propose and review; reads no record


class RecordType(StrEnum):
    """Kinds of record that operations add up to."""

    HOUSEHOLD = "household"
    ASSIST = "assist"
    CONSENT = "consent"
    CLASS_SESSION = "class_session"
    FEEDBACK = "feedback"
    VILLAGE_SURVEY = "village_survey"
    NOTICE = "notice"
    TASK = "task"
    ACKNOWLEDGEMENT = "acknowledgement"
    RULING = "ruling"


class OperationOutcome(StrEnum):
    """What became of an operation (protocol §6)."""

    APPLIED = "applied"
    HELD = "held"
    CONFLICT = "conflict"
    REJECTED = "rejected"


class OutcomeReason(StrEnum):
    """Why an operation was not applied (protocol §6)."""

    PARENT_UNKNOWN = "parent_unknown"
    PARENT_REJECTED = "parent_rejected"
    GRANT_REVOKED = "grant_revoked"
    GRANT_UNKNOWN = "grant_unknown"
    GRANT_EXPIRED = "grant_expired"
    SCHEMA_NEWER = "schema_newer"
    KIND_UNKNOWN = "kind_unknown"
    SERVER_ERROR = "server_error"
    PREV_NOT_HEAD = "prev_not_head"
    MALFORMED = "malformed"
    ID_REUSED = "id_reused"
    FOREIGN_GRANT = "foreign_grant"
    OUT_OF_SCOPE = "out_of_scope"
    STATE = "state"
    DATE_IN_FUTURE = "date_in_future"
    UNKNOWN_TOPIC = "unknown_topic"
    HOUSEHOLD_MERGED = "household_merged"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    PLACE_DIVIDED = "place_divided"
    """Its village was divided; nobody can tell where it belongs."""
    RULE = "rule"


class RecordFlag(StrEnum):
    """What a reviewer should know about a record that was applied (protocol §6)."""

    LATE = "late"
    LATE_SCOPE = "late_scope"
    CLOCK_SUSPECT = "clock_suspect"
    POSSIBLE_DUPLICATE = "possible_duplicate"
    NO_CONSENT = "no_consent"


class HouseholdState(StrEnum):
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class AssistState(StrEnum):
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class ConsentState(StrEnum):
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class ConsentStanding(StrEnum):
    """A household's consent as it stands, folded from its consent records."""

    NOT_ASKED = "not_asked"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class ClassState(StrEnum):
    HELD = "held"
    WITHDRAWN = "withdrawn"


class FeedbackState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class SurveyState(StrEnum):
    RECORDED = "recorded"


class NoticeState(StrEnum):
    POSTED = "posted"
    WITHDRAWN = "withdrawn"


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class AcknowledgementState(StrEnum):
    DONE = "done"


class RulingVerdict(StrEnum):
    """A supervisor's word on work that was held."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class Acknowledged(StrEnum):
    NOTICE = "notice"
    TASK = "task"


class AssistOutcome(StrEnum):
    HELPED = "helped"
    ALREADY_HAD = "already_had"
    IN_PROGRESS = "in_progress"
    NOT_POSSIBLE = "not_possible"


class NotPossibleReason(StrEnum):
    NOT_AT_HOME = "not_at_home"
    NO_SMARTPHONE = "no_smartphone"
    NO_ID_CARD = "no_id_card"
    SIM_NOT_OWN_NAME = "sim_not_own_name"
    NO_OTP = "no_otp"
    FORGOT_PASSWORD = "forgot_password"  # noqa: S105 - a reason code
    WAITING_FOR_POLICE_OR_BANK = "waiting_for_police_or_bank"
    NOT_ELIGIBLE = "not_eligible"
    NO_SIGNAL = "no_signal"
    NO_ELECTRICITY = "no_electricity"
    LANGUAGE = "language"
    REFUSED = "refused"
    OTHER = "other"


class AssistStage(StrEnum):
    OPENED = "opened"
    USED_WITH_HELP = "used_with_help"
    USED_ALONE = "used_alone"


class LastUsed(StrEnum):
    WITHIN_30_DAYS = "30_days"
    WITHIN_90_DAYS = "90_days"
    LONGER = "longer"
    UNKNOWN = "unknown"


class ConsentMethod(StrEnum):
    VOICE = "voice"
    SIGNATURE = "signature"
    PAPER = "paper"


class ReturnReason(StrEnum):
    """Ready-made reasons with which a supervisor returns an assist."""

    WRONG_HOUSEHOLD = "wrong_household"
    WRONG_TOPIC = "wrong_topic"
    WRONG_OUTCOME = "wrong_outcome"
    WRONG_DAY = "wrong_day"
    DUPLICATE = "duplicate"
    NO_PROOF = "no_proof"
    CALL_ME = "call_me"
    OTHER = "other"


class SpotFinding(StrEnum):
    """What a call or a visit found about an assist that was drawn for a spot check."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    NOT_REACHED = "not_reached"


class DoubtAnswer(StrEnum):
    """A supervisor's answer about two things that looked alike, or at odds."""

    DIFFERENT = "different"
    SAME = "same"
    KEPT = "kept"
    TAKEN = "taken"
    ASKED = "asked"


class FeedbackCategory(StrEnum):
    """What a wish or complaint is about."""

    SIGNAL = "signal"
    ELECTRICITY = "electricity"
    ONLINE_SERVICE = "online_service"
    PAYMENT = "payment"
    DEVICE = "device"
    SCAM = "scam"
    TRAINING = "training"
    SOMETHING_ELSE = "something_else"


class SurveyedExtent(StrEnum):
    """How much of a village has power or signal."""

    NONE = "none"
    PART = "part"
    ALL = "all"


class SurveySource(StrEnum):
    """Where a survey's answers come from."""

    SEEN = "seen"
    TOLD = "told"
    OPERATOR = "operator"
    DOCUMENT = "document"


class TeamDeed(StrEnum):
    """What was done to a team, or to who is in it."""

    FORMED = "formed"
    CHANGED = "changed"
    DISSOLVED = "dissolved"
    JOINED = "joined"
    ROLE_CHANGED = "role_changed"
    LEFT = "left"


class CallResult(StrEnum):
    """What a call to a silent team came to."""

    WILL_SEND = "will_send"
    SIGNAL_GONE = "signal_gone"
    PHONE_BROKEN = "phone_broken"
    NO_WORK = "no_work"
    NO_ANSWER = "no_answer"
    OTHERWISE = "otherwise"


class ExportKind(StrEnum):
    COVERAGE = "coverage"
    TALLY = "tally"
    ASSISTS = "assists"
    TEAMS = "teams"


class Poverty(StrEnum):
    POOR = "poor"
    NEAR_POOR = "near_poor"
    NOT_POOR = "not_poor"
    UNKNOWN = "unknown"


LABELS: dict[StrEnum, str] = {
    AssistOutcome.HELPED: "Helped",
    AssistOutcome.ALREADY_HAD: "Already had it",
    AssistOutcome.IN_PROGRESS: "In progress",
    AssistOutcome.NOT_POSSIBLE: "Not possible",
    AssistState.SUBMITTED: "Waiting for review",
    AssistState.APPROVED: "Approved, counted",
    AssistState.RETURNED: "Returned",
    AssistState.WITHDRAWN: "Withdrawn",
    NotPossibleReason.NOT_AT_HOME: "Not at home",
    NotPossibleReason.NO_SMARTPHONE: "No smartphone",
    NotPossibleReason.NO_ID_CARD: "No identity card",
    NotPossibleReason.SIM_NOT_OWN_NAME: "SIM is in another name",
    NotPossibleReason.NO_OTP: "No OTP code arrives",
    NotPossibleReason.FORGOT_PASSWORD: "Forgot the password",
    NotPossibleReason.WAITING_FOR_POLICE_OR_BANK: "Waiting for the police or the bank",
    NotPossibleReason.NOT_ELIGIBLE: "Not eligible",
    NotPossibleReason.NO_SIGNAL: "No signal",
    NotPossibleReason.NO_ELECTRICITY: "No electricity",
    NotPossibleReason.LANGUAGE: "Language",
    NotPossibleReason.REFUSED: "Refused",
    NotPossibleReason.OTHER: "Another reason",
    ReturnReason.WRONG_HOUSEHOLD: "Wrong household",
    ReturnReason.WRONG_TOPIC: "Wrong topic",
    ReturnReason.WRONG_OUTCOME: "Wrong outcome",
    ReturnReason.WRONG_DAY: "Wrong day",
    ReturnReason.DUPLICATE: "Recorded twice",
    ReturnReason.NO_PROOF: "Could not be confirmed",
    ReturnReason.CALL_ME: "Please call the commune",
    ReturnReason.OTHER: "Another reason",
    RecordFlag.LATE: "Came after its period was closed",
    RecordFlag.LATE_SCOPE: "Village had left the member's list",
    RecordFlag.CLOCK_SUSPECT: "Phone clock looked wrong",
    RecordFlag.POSSIBLE_DUPLICATE: "Possible duplicate",
    RecordFlag.NO_CONSENT: "Household without consent",
    Role.MEMBER: "Team member",
    Role.LEADER: "Team leader",
    Role.SUPERVISOR: "Commune supervisor",
    Role.COMMUNE_READER: "Leader of the commune",
    Role.PROVINCE: "Province staff",
    Role.ADMIN: "Administrator",
    Role.SPEAKER: "Speaker",
    TeamDeed.FORMED: "Team formed",
    TeamDeed.CHANGED: "Team changed",
    TeamDeed.DISSOLVED: "Team dissolved",
    TeamDeed.JOINED: "Joined the team",
    TeamDeed.ROLE_CHANGED: "Role or organisation changed",
    TeamDeed.LEFT: "Left the team",
    CallResult.WILL_SEND: "They will send soon",
    CallResult.SIGNAL_GONE: "No signal there now",
    CallResult.PHONE_BROKEN: "Phone broken or lost",
    CallResult.NO_WORK: "No work was done",
    CallResult.NO_ANSWER: "Nobody answered",
    CallResult.OTHERWISE: "Something else",
    ClassState.HELD: "Class held",
    ClassState.WITHDRAWN: "Withdrawn",
    FeedbackState.OPEN: "Waiting for an answer",
    FeedbackState.ANSWERED: "Answered",
    FeedbackState.WITHDRAWN: "Withdrawn",
    FeedbackCategory.SIGNAL: "Mobile signal",
    FeedbackCategory.ELECTRICITY: "Electricity",
    FeedbackCategory.ONLINE_SERVICE: "Online public service",
    FeedbackCategory.PAYMENT: "Paying and cash",
    FeedbackCategory.DEVICE: "Phone or device",
    FeedbackCategory.SCAM: "Scam",
    FeedbackCategory.TRAINING: "Classes and training",
    FeedbackCategory.SOMETHING_ELSE: "Something else",
    SurveyedExtent.NONE: "No household",
    SurveyedExtent.PART: "Some households",
    SurveyedExtent.ALL: "Every household",
    SurveySource.SEEN: "Seen on the spot",
    SurveySource.TOLD: "Told by people",
    SurveySource.OPERATOR: "From the operator",
    SurveySource.DOCUMENT: "From a document",
    ConsentMethod.VOICE: "By voice",
    ConsentMethod.SIGNATURE: "By signature",
    ConsentMethod.PAPER: "On paper",
    SpotFinding.CONFIRMED: "Confirmed",
    SpotFinding.NOT_CONFIRMED: "Not confirmed",
    SpotFinding.NOT_REACHED: "Not reached",
}
