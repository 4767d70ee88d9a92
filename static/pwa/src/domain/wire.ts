/**
 * The wire as the server describes it: generated from its OpenAPI page by `make types`, never edited.
 * Types only; what came over the network is still to be looked at before it is believed.
 */

export type Acknowledged = "notice" | "task";
export type AcknowledgementState = "done";
export type NotPossibleReason =
  | "not_at_home"
  | "no_smartphone"
  | "no_id_card"
  | "sim_not_own_name"
  | "no_otp"
  | "forgot_password"
  | "waiting_for_police_or_bank"
  | "not_eligible"
  | "no_signal"
  | "no_electricity"
  | "language"
  | "refused"
  | "other";
export type AssistStage = "opened" | "used_with_help" | "used_alone";
export type LastUsed = "30_days" | "90_days" | "longer" | "unknown";
export type AssistOutcome = "helped" | "already_had" | "in_progress" | "not_possible";
export type ReturnReason =
  "wrong_household" | "wrong_topic" | "wrong_outcome" | "wrong_day" | "duplicate" | "no_proof" | "call_me" | "other";
export type AssistState = "submitted" | "approved" | "returned" | "withdrawn";
export type RecordFlag = "late" | "late_scope" | "clock_suspect" | "possible_duplicate" | "no_consent";
export type CallResult = "will_send" | "signal_gone" | "phone_broken" | "no_work" | "no_answer" | "otherwise";
export type ClassState = "held" | "withdrawn";
export type ConsentMethod = "voice" | "signature" | "paper";
export type ConsentState = "given" | "withdrawn";
export type ConsentStanding = "not_asked" | "given" | "withdrawn";
/**
 * @minItems 3
 * @maxItems 4
 */
export type ExceptionList =
  | readonly [number, OperationOutcome, OutcomeReason]
  | readonly [
      number,
      OperationOutcome,
      OutcomeReason,
      {
        readonly [k: string]: unknown;
      }
    ];
export type OperationOutcome = "applied" | "held" | "conflict" | "rejected";
export type OutcomeReason =
  | "parent_unknown"
  | "parent_rejected"
  | "grant_revoked"
  | "grant_unknown"
  | "grant_expired"
  | "schema_newer"
  | "kind_unknown"
  | "server_error"
  | "prev_not_head"
  | "malformed"
  | "id_reused"
  | "foreign_grant"
  | "out_of_scope"
  | "state"
  | "date_in_future"
  | "unknown_topic"
  | "household_merged"
  | "consent_withdrawn"
  | "place_divided"
  | "rule";
export type DoubtAnswer = "different" | "same" | "kept" | "taken" | "asked";
export type Role = "member" | "leader" | "supervisor" | "commune_reader" | "province" | "admin" | "speaker";
export type ExportKind = "coverage" | "tally" | "assists" | "teams";
export type FeedbackCategory =
  "signal" | "electricity" | "online_service" | "payment" | "device" | "scam" | "training" | "something_else";
export type FeedbackState = "open" | "answered" | "withdrawn";
export type Poverty = "poor" | "near_poor" | "not_poor" | "unknown";
export type HouseholdState = "active" | "withdrawn" | "merged";
/**
 * @minItems 2
 * @maxItems 3
 */
export type LaterOutcomeList = readonly [string, OperationOutcome] | readonly [string, OperationOutcome, OutcomeReason];
export type NoticeState = "posted" | "withdrawn";
export type SurveyedExtent = "none" | "part" | "all";
export type SurveySource = "seen" | "told" | "operator" | "document";
/**
 * @minItems 8
 * @maxItems 8
 */
export type OperationList = readonly [
  string,
  string,
  string | null,
  string | null,
  number,
  number,
  number,
  {
    readonly [k: string]: unknown;
  }
];
export type PlaceChangeKind = "merge_places" | "split_place" | "rename_place" | "move_village";
export type PlaceChangeState = "in_force" | "undone";
export type SurveyState = "recorded";
export type TaskState = "open" | "done" | "withdrawn";
export type RecordType =
  | "household"
  | "assist"
  | "consent"
  | "class_session"
  | "feedback"
  | "village_survey"
  | "notice"
  | "task"
  | "acknowledgement"
  | "ruling";
export type RulingVerdict = "accepted" | "refused";
export type SpotFinding = "confirmed" | "not_confirmed" | "not_reached";
export type SuccessionRelation = "whole" | "part";
export type TeamDeed = "formed" | "changed" | "dissolved" | "joined" | "role_changed" | "left";

export type ApprovedOut = {
  readonly keys: string;
  readonly texts: readonly string[];
  readonly named: {
    readonly [k: string]: string;
  };
};
export type AssistAmendIn = {
  readonly settles?: readonly string[];
  readonly village?: string;
  readonly slot?: number | null;
  readonly reason?: NotPossibleReason | null;
  readonly stage?: AssistStage | null;
  readonly last_used?: LastUsed | null;
  readonly people?: number | null;
  readonly details?: {
    readonly [k: string]: string | number | boolean | null;
  } | null;
  readonly follow_up_on?: string | null;
  readonly note?: string | null;
  readonly voice?: string | null;
  readonly paper?: string | null;
  readonly household?: string | null;
  readonly topic?: string;
  readonly outcome?: AssistOutcome;
  readonly on?: string;
};
export type AssistLogIn = {
  readonly settles?: readonly string[];
  readonly village?: string;
  readonly slot?: number | null;
  readonly reason?: NotPossibleReason | null;
  readonly stage?: AssistStage | null;
  readonly last_used?: LastUsed | null;
  readonly people?: number | null;
  readonly details?: {
    readonly [k: string]: string | number | boolean | null;
  } | null;
  readonly follow_up_on?: string | null;
  readonly note?: string | null;
  readonly voice?: string | null;
  readonly paper?: string | null;
  readonly helper?: string | null;
  readonly household?: string | null;
  readonly topic: string;
  readonly outcome: AssistOutcome;
  readonly on: string;
};
export type AssistReturnIn = {
  readonly settles?: readonly string[];
  readonly reason: ReturnReason;
  readonly text?: string | null;
};
export type AssistRow = {
  readonly id: string;
  readonly head_op: string;
  readonly seq: number;
  readonly village: string;
  readonly state: AssistState;
  readonly household: string | null;
  readonly slot: number | null;
  readonly topic: string;
  readonly outcome: AssistOutcome;
  readonly reason: NotPossibleReason | null;
  readonly stage: AssistStage | null;
  readonly last_used: LastUsed | null;
  readonly on: string;
  readonly people: number | null;
  readonly details: {
    readonly [k: string]: string | number | boolean | null;
  } | null;
  readonly follow_up_on: string | null;
  readonly note: string | null;
  readonly voice: string | null;
  readonly author: string | null;
  readonly logged_at: number | null;
  readonly review_reason: ReturnReason | null;
  readonly review_text: string | null;
  readonly reviewed_at: number | null;
  readonly flags: readonly RecordFlag[];
};
export type BundleOut = {
  readonly version: string;
  readonly demo: boolean;
  readonly province: NamedOut;
  readonly topics: readonly TopicOut[];
  readonly links: readonly LinkOut[];
  readonly targets: readonly TargetOut[];
  readonly team: readonly TeamMemberOut[];
  readonly lessons: {
    readonly [k: string]: unknown;
  }[];
  readonly outcomes: readonly AssistOutcome[];
  readonly reasons: readonly NotPossibleReason[];
  readonly return_reasons: readonly ReturnReason[];
  readonly consent: ConsentWordingOut;
  readonly period: PeriodOut;
  readonly people: readonly PersonOut[];
  readonly villages: readonly VillageOut[];
  readonly communes: readonly NamedOut[];
};
export type NamedOut = {
  readonly code: string;
  readonly name: string;
};
export type TopicOut = {
  readonly code: string;
  readonly name: string;
  readonly order: number;
  readonly asks?: readonly ("stage" | "last_used")[];
  readonly details?: "seller";
  /**
   * Not offered in this person's communes (any more).
   */
  readonly off?: boolean;
};
export type LinkOut = {
  readonly code: string;
  readonly name: string;
  readonly url: string;
  readonly topics: readonly string[];
  readonly checked_on: string;
};
export type TargetOut = {
  readonly village: string;
  readonly topic: string;
  readonly from: string;
  readonly to: string;
  readonly households: number;
};
export type TeamMemberOut = {
  readonly id: string;
  readonly name: string;
  readonly role: "leader" | "member";
  readonly villages: readonly string[];
  readonly last_contact: number | null;
  readonly unsent: number | null;
  readonly oldest_unsent: number | null;
};
export type ConsentWordingOut = {
  readonly version: string;
};
export type PeriodOut = {
  readonly from: string;
  readonly to: string;
};
export type PersonOut = {
  readonly id: string;
  readonly name: string;
};
export type VillageOut = {
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly commune: string;
};
export type ChangeOut = {
  readonly kind: "household" | "assist" | "consent" | "class_session" | "feedback" | "village_survey" | "notice" | "task";
  readonly fields: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
};
export type ClassAmendIn = {
  readonly settles?: readonly string[];
  readonly village?: string;
  readonly topic?: string | null;
  readonly lesson?: string | null;
  readonly steps?: readonly number[] | null;
  readonly women?: number | null;
  readonly men?: number | null;
  readonly over_60?: number | null;
  readonly language?: string | null;
  readonly note?: string | null;
  readonly on?: string;
};
export type ClassHoldIn = {
  readonly settles?: readonly string[];
  readonly village: string;
  readonly topic?: string | null;
  readonly lesson?: string | null;
  readonly steps?: readonly number[] | null;
  readonly women?: number | null;
  readonly men?: number | null;
  readonly over_60?: number | null;
  readonly language?: string | null;
  readonly note?: string | null;
  readonly on: string;
};
export type ClassSessionRow = {
  readonly id: string;
  readonly head_op: string;
  readonly seq: number;
  readonly village: string;
  readonly state: ClassState;
  readonly on: string;
  readonly topic: string | null;
  readonly lesson: string | null;
  readonly steps: readonly number[] | null;
  readonly women: number | null;
  readonly men: number | null;
  readonly over_60: number | null;
  readonly language: string | null;
  readonly note: string | null;
  readonly author: string | null;
  readonly logged_at: number | null;
  readonly flags: readonly RecordFlag[];
};
export type ClockIn = {
  readonly wall: number;
  readonly offset?: number | null;
  readonly age?: number | null;
};
export type ConsentGiveIn = {
  readonly settles?: readonly string[];
  readonly household: string;
  readonly slot?: number | null;
  readonly text_version: string;
  readonly language: string;
  readonly method: ConsentMethod;
  readonly recording?: string | null;
  readonly heard?: readonly string[];
  readonly witness?: string | null;
};
export type ConsentRow = {
  readonly id: string;
  readonly head_op: string;
  readonly seq: number;
  readonly village: string;
  readonly state: ConsentState;
  readonly household: string;
  readonly slot: number | null;
  readonly text_version: string;
  readonly language: string;
  readonly method: ConsentMethod;
  readonly witness: string | null;
  readonly at: number | null;
};
export type CourierIn = {
  readonly courier: number;
  readonly parcels: readonly ParcelIn[];
};
export type ParcelIn = {
  readonly v: number;
  readonly grant: string;
  readonly device: string;
  readonly nonce: string;
  readonly data: string;
};
export type CourierOut = {
  readonly parcels: readonly ParcelOut[];
};
export type ParcelOut = {
  readonly grant: string;
  readonly processed?: number;
  readonly exceptions?: readonly ExceptionList[];
  readonly refused?: string;
};
export type EnrolIn = {
  readonly code: string;
  readonly device: string;
  readonly name?: string | null;
  readonly grant?: string | null;
};
export type EnrolOut = {
  readonly grant: GrantOut;
  readonly user: UserOut;
  readonly scope: ScopeOut;
};
export type GrantOut = {
  readonly id: string;
  readonly token: string;
  readonly seal: string;
  readonly expires_at: string;
};
export type UserOut = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly language: string;
};
export type ScopeOut = {
  readonly province: string;
  readonly villages: readonly string[];
};
export type FeedbackAnswerIn = {
  readonly settles?: readonly string[];
  readonly text: string;
};
export type FeedbackFields = {
  readonly settles?: readonly string[];
  readonly village?: string;
  readonly household?: string | null;
  readonly category?: FeedbackCategory;
  readonly text?: string | null;
  readonly voice?: string | null;
};
export type FeedbackRaiseIn = {
  readonly settles?: readonly string[];
  readonly village: string;
  readonly household?: string | null;
  readonly category: FeedbackCategory;
  readonly text?: string | null;
  readonly voice?: string | null;
};
export type FeedbackRow = {
  readonly id: string;
  readonly head_op: string;
  readonly seq: number;
  readonly village: string;
  readonly state: FeedbackState;
  readonly household: string | null;
  readonly category: FeedbackCategory;
  readonly text: string | null;
  readonly voice: string | null;
  readonly answer: string | null;
  readonly answered_at: number | null;
  readonly author: string | null;
  readonly raised_at: number | null;
  readonly flags: readonly RecordFlag[];
};
export type HelloOut = {
  readonly protocol: ProtocolRangeOut;
  readonly app: string;
  readonly now: number;
  readonly limits: LimitsOut;
  readonly demo?: boolean;
};
export type ProtocolRangeOut = {
  readonly min: number;
  readonly max: number;
};
export type LimitsOut = {
  readonly max_ops: number;
  readonly max_bytes: number;
  readonly max_inflated_bytes: number;
};
export type HouseholdAddIn = {
  readonly settles?: readonly string[];
  readonly people?: number | null;
  readonly children_under_16?: number | null;
  readonly language?: string | null;
  readonly phone?: string | null;
  readonly has_smartphone?: boolean | null;
  readonly has_electricity?: boolean | null;
  readonly has_signal?: boolean | null;
  readonly poverty?: Poverty | null;
  readonly poverty_year?: number | null;
  readonly roster?: readonly RosterSlotIn[] | null;
  readonly note?: string | null;
  readonly village: string;
  readonly head_name: string;
  readonly replaces?: string | null;
};
export type RosterSlotIn = {
  readonly slot: number;
  readonly label: string;
  readonly birth_year?: number | null;
};
export type HouseholdAmendIn = {
  readonly settles?: readonly string[];
  readonly people?: number | null;
  readonly children_under_16?: number | null;
  readonly language?: string | null;
  readonly phone?: string | null;
  readonly has_smartphone?: boolean | null;
  readonly has_electricity?: boolean | null;
  readonly has_signal?: boolean | null;
  readonly poverty?: Poverty | null;
  readonly poverty_year?: number | null;
  readonly roster?: readonly RosterSlotIn[] | null;
  readonly note?: string | null;
  readonly village?: string;
  readonly head_name?: string;
};
export type HouseholdMergeIn = {
  readonly settles?: readonly string[];
  readonly into: string;
};
export type HouseholdRow = {
  readonly id: string;
  readonly head_op: string;
  readonly seq: number;
  readonly village: string;
  readonly state: HouseholdState;
  readonly head_name: string;
  readonly people: number | null;
  readonly children_under_16: number | null;
  readonly language: string | null;
  readonly phone: string | null;
  readonly has_smartphone: boolean | null;
  readonly has_electricity: boolean | null;
  readonly has_signal: boolean | null;
  readonly poverty: Poverty | null;
  readonly poverty_year: number | null;
  readonly roster: readonly RosterSlotIn[] | null;
  readonly note: string | null;
  readonly consent: ConsentStanding;
  readonly merged_into: string | null;
  readonly author: string | null;
  readonly created_at: number | null;
  readonly flags: readonly RecordFlag[];
};
export type LessonChoiceOut = {
  readonly say: LessonTextOut;
  readonly right: boolean;
};
export type LessonTextOut = {
  readonly text: string;
  readonly lang?: string;
};
export type LessonOut = {
  readonly code: string;
  readonly topic: string | null;
  readonly minutes: number;
  readonly title: LessonTextOut;
  readonly purpose: LessonTextOut;
  readonly framework: string | null;
  readonly reviewed: boolean;
  readonly cash_points: boolean;
  readonly steps: readonly LessonStepOut[];
  readonly check: readonly LessonQuestionOut[];
  readonly bring: readonly LessonTextOut[];
  readonly words: LessonWordsOut;
};
export type LessonStepOut = {
  readonly say: LessonTextOut;
  readonly picture: readonly string[];
  readonly voice: string;
};
export type LessonQuestionOut = {
  readonly ask: LessonTextOut;
  readonly choices: readonly LessonChoiceOut[];
  readonly why: LessonTextOut;
};
export type LessonWordsOut = {
  readonly spoken: LessonTextOut;
  readonly post: LessonTextOut;
  readonly sms: LessonTextOut;
  readonly plain: LessonTextOut;
};
export type LessonsOut = {
  readonly version: string;
  readonly language: string;
  readonly shapes: {
    readonly [k: string]: ShapeOut;
  };
  readonly lessons: readonly LessonOut[];
};
export type ShapeOut = {
  readonly path: string;
  readonly room?: readonly number[];
};
export type MoveIn = {
  readonly settles?: readonly string[];
  readonly village: string;
  readonly change: string;
  readonly since?: string | null;
};
export type NewDeviceOut = {
  readonly device: string;
  readonly grants: readonly SplitGrantOut[];
};
export type SplitGrantOut = {
  readonly id: string;
  readonly token: string;
  readonly seal: string;
  readonly expires_at: string;
  readonly old: string;
};
export type NextOut = {
  readonly after: number;
  readonly max_ops?: number;
  readonly max_bytes?: number;
};
export type NoticePostIn = {
  readonly settles?: readonly string[];
  readonly village: string;
  readonly title: string;
  readonly text: string;
  readonly until?: string | null;
};
export type NoticeReadIn = {
  readonly settles?: readonly string[];
  readonly notice: string;
  readonly text?: string | null;
};
export type NoticeRow = {
  readonly id: string;
  readonly head_op: string;
  readonly seq: number;
  readonly village: string;
  readonly state: NoticeState;
  readonly title: string;
  readonly text: string;
  readonly until: string | null;
  readonly readers: readonly string[];
  readonly author: string | null;
  readonly at: number | null;
};
export type OperationBodies = {
  readonly "household.add": HouseholdAddIn;
  readonly "household.amend": HouseholdAmendIn;
  readonly "household.withdraw": ReasonIn;
  readonly "household.merge": HouseholdMergeIn;
  readonly "household.unmerge": ReasonIn;
  readonly "household.move": MoveIn;
  readonly "consent.give": ConsentGiveIn;
  readonly "consent.withdraw": ReasonIn;
  readonly "assist.log": AssistLogIn;
  readonly "assist.amend": AssistAmendIn;
  readonly "assist.withdraw": ReasonIn;
  readonly "assist.approve": ReasonIn;
  readonly "assist.unapprove": ReasonIn;
  readonly "assist.return": AssistReturnIn;
  readonly "assist.reopen": AssistReturnIn;
  readonly "assist.move": MoveIn;
  readonly "class_session.hold": ClassHoldIn;
  readonly "class_session.amend": ClassAmendIn;
  readonly "class_session.withdraw": ReasonIn;
  readonly "class_session.move": MoveIn;
  readonly "feedback.raise": FeedbackRaiseIn;
  readonly "feedback.amend": FeedbackFields;
  readonly "feedback.withdraw": ReasonIn;
  readonly "feedback.answer": FeedbackAnswerIn;
  readonly "feedback.move": MoveIn;
  readonly "village_survey.record": VillageSurveyIn;
  readonly "village_survey.move": MoveIn;
  readonly "notice.post": NoticePostIn;
  readonly "notice.withdraw": ReasonIn;
  readonly "notice.read": NoticeReadIn;
  readonly "task.give": TaskGiveIn;
  readonly "task.withdraw": ReasonIn;
  readonly "task.done": TaskDoneIn;
  readonly "op.accept": RulingIn;
  readonly "op.refuse": RulingIn;
};
export type ReasonIn = {
  readonly settles?: readonly string[];
  readonly reason?: string | null;
};
export type VillageSurveyIn = {
  readonly settles?: readonly string[];
  readonly village: string;
  readonly on: string;
  readonly power?: SurveyedExtent | null;
  readonly mobile_signal?: SurveyedExtent | null;
  readonly fibre?: boolean | null;
  readonly cash_point?: boolean | null;
  readonly source?: SurveySource | null;
};
export type TaskGiveIn = {
  readonly settles?: readonly string[];
  readonly village: string;
  readonly to?: string | null;
  readonly text: string;
  readonly household?: string | null;
  readonly due?: string | null;
};
export type TaskDoneIn = {
  readonly settles?: readonly string[];
  readonly task: string;
  readonly text?: string | null;
};
export type RulingIn = {
  readonly settles?: readonly string[];
  readonly op: string;
  readonly village?: string | null;
  readonly text?: string | null;
};
export type ProblemOut = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly slug:
    | "blob-damaged"
    | "blob-gap"
    | "blob-quota"
    | "blob-refused"
    | "busy"
    | "closing-open"
    | "closing-stale"
    | "code-expired"
    | "code-unknown"
    | "code-used"
    | "device-elsewhere"
    | "device-unproven"
    | "encoding"
    | "envelope"
    | "forbidden"
    | "form-expired"
    | "grant"
    | "grant-revoked"
    | "invalid-input"
    | "login-required"
    | "method-not-allowed"
    | "not-found"
    | "period-not-over"
    | "token"
    | "too-large"
    | "too-many-requests"
    | "unexpected"
    | "wrong-login";
  readonly detail?: string;
  readonly [k: string]: unknown;
};
export type RecordRows = {
  readonly household: HouseholdRow;
  readonly assist: AssistRow;
  readonly consent: ConsentRow;
  readonly class_session: ClassSessionRow;
  readonly feedback: FeedbackRow;
  readonly village_survey: VillageSurveyRow;
  readonly notice: NoticeRow;
  readonly task: TaskRow;
};
export type VillageSurveyRow = {
  readonly id: string;
  readonly head_op: string;
  readonly seq: number;
  readonly village: string;
  readonly state: SurveyState;
  readonly on: string;
  readonly power: SurveyedExtent | null;
  readonly mobile_signal: SurveyedExtent | null;
  readonly fibre: boolean | null;
  readonly cash_point: boolean | null;
  readonly source: SurveySource | null;
  readonly author: string | null;
  readonly logged_at: number | null;
  readonly flags: readonly RecordFlag[];
};
export type TaskRow = {
  readonly id: string;
  readonly head_op: string;
  readonly seq: number;
  readonly village: string;
  readonly state: TaskState;
  readonly to: string | null;
  readonly household: string | null;
  readonly text: string;
  readonly due: string | null;
  readonly done_by: string | null;
  readonly done_at: number | null;
  readonly done_text: string | null;
  readonly author: string | null;
  readonly at: number | null;
};
export type RefreshOut = {
  readonly grant: GrantOut;
};
export type ReportIn = {
  readonly unsent?: number | null;
  readonly oldest?: number | null;
  readonly storage?: string | null;
  readonly free?: number | null;
  readonly evicted?: number | null;
};
export type SpokenOut = {
  readonly code: string;
  readonly says: string;
  readonly group: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly ms: number;
  readonly type: string;
  readonly dialect: string;
};
export type SpokenPackOut = {
  readonly version: string;
  readonly language: string;
  readonly recordings: readonly SpokenOut[];
};
export type SyncIn = {
  readonly protocol: number;
  readonly app: string;
  readonly schema: number;
  readonly device: string;
  readonly attempt: number;
  readonly cursor?: string | null;
  readonly ack?: string | null;
  readonly clock: ClockIn;
  readonly report?: ReportIn | null;
  readonly grants?: readonly string[];
  readonly max_bytes?: number;
  readonly offer?: readonly string[];
  readonly fields?: readonly string[];
  readonly ops?: readonly OperationList[];
};
export type SyncOut = {
  readonly protocol: number;
  readonly attempt: number;
  readonly epoch: string;
  readonly now: number;
  readonly processed: number;
  readonly digest: string;
  readonly exceptions?: readonly ExceptionList[];
  readonly ack?: string;
  readonly at: number;
  readonly safe: number;
  readonly outcomes?: readonly LaterOutcomeList[];
  readonly changes?: readonly ChangeOut[];
  readonly gone?: readonly string[];
  readonly erased?: readonly string[];
  readonly cursor?: string;
  readonly more?: boolean;
  readonly reset?: boolean;
  readonly missing?: readonly string[];
  readonly rebuild?: boolean;
  readonly upgrade?: boolean;
  readonly refresh?: boolean;
  readonly wipe?: boolean;
  readonly new_device?: NewDeviceOut;
  readonly next?: NextOut;
};
export type WordsOut = {
  readonly language: string;
  readonly part: string;
  readonly of: {
    readonly [k: string]: ApprovedOut;
  };
};
