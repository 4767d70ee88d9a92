/**
 * The closed word lists of the wire and their message ids. The words are the server's (wire.ts): a code too many or
 * too few in one of the tables of labels does not compile.
 */
import type { AssistOutcome, ConsentMethod, NotPossibleReason, OperationOutcome, ReturnReason } from "./wire";

export const OUTCOMES = ["helped", "already_had", "in_progress", "not_possible"] as const satisfies AssistOutcome[];
export type Outcome = AssistOutcome;

export const REASONS = [
  "not_at_home",
  "no_smartphone",
  "no_id_card",
  "sim_not_own_name",
  "no_otp",
  "forgot_password",
  "waiting_for_police_or_bank",
  "not_eligible",
  "no_signal",
  "no_electricity",
  "language",
  "refused",
  "other",
] as const satisfies NotPossibleReason[];

export const RETURN_REASONS = [
  "wrong_household",
  "wrong_topic",
  "wrong_outcome",
  "wrong_day",
  "duplicate",
  "no_proof",
  "call_me",
  "other",
] as const satisfies ReturnReason[];

export const CONSENT_METHODS = ["voice", "signature", "paper"] as const satisfies ConsentMethod[];

/** What became of an op (protocol §6). */
export const OP_OUTCOMES = ["applied", "held", "conflict", "rejected"] as const satisfies OperationOutcome[];
export type OpOutcome = OperationOutcome;

export const OUTCOME_LABELS: Readonly<Record<Outcome, string>> = {
  helped: "Helped",
  already_had: "Already had it",
  in_progress: "In progress",
  not_possible: "Not possible",
};

const REASON_WORDS: Readonly<Record<NotPossibleReason, string>> = {
  not_at_home: "Not at home",
  no_smartphone: "No smartphone",
  no_id_card: "No identity card",
  sim_not_own_name: "SIM is in another name",
  no_otp: "No OTP code arrives",
  forgot_password: "Forgot the password",
  waiting_for_police_or_bank: "Waiting for the police or the bank",
  not_eligible: "Not eligible",
  no_signal: "No signal",
  no_electricity: "No electricity",
  language: "Language",
  refused: "Refused",
  other: "Another reason",
};

/** By any code: a newer server may know more of them. */
export const REASON_LABELS: Readonly<Record<string, string>> = REASON_WORDS;

const RETURN_REASON_WORDS: Readonly<Record<ReturnReason, string>> = {
  wrong_household: "Wrong household",
  wrong_topic: "Wrong topic",
  wrong_outcome: "Wrong outcome",
  wrong_day: "Wrong day",
  duplicate: "Recorded twice",
  no_proof: "Could not be confirmed",
  call_me: "Please call the commune",
  other: "Another reason",
};

export const RETURN_REASON_LABELS: Readonly<Record<string, string>> = RETURN_REASON_WORDS;

export const METHOD_LABELS: Readonly<Record<ConsentMethod, string>> = {
  voice: "By voice",
  signature: "By signature",
  paper: "On paper",
};

export function isOutcome(word: unknown): word is Outcome {
  return OUTCOMES.some((known) => known === word);
}

export function isOpOutcome(word: unknown): word is OpOutcome {
  return OP_OUTCOMES.some((known) => known === word);
}
