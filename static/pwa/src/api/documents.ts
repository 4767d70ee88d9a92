/** Reads what enrolment, refresh and bundle answer; anything of the wrong shape reads as undefined. */
import type { Target } from "../domain/targets";
import { isUnread, listOf, unread } from "../domain/unread";
import type {
  BundleOut,
  ConsentWordingOut,
  EnrolOut,
  GrantOut,
  LinkOut,
  NamedOut,
  PeriodOut,
  PersonOut,
  ProblemOut,
  RefreshOut,
  ScopeOut,
  TargetOut,
  TeamMemberOut,
  TopicOut,
  UserOut,
  VillageOut,
} from "../domain/wire";

const text = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";

export type GrantDocument = {
  readonly id: string;
  readonly token: string;
  readonly seal: string;
  readonly expiresAt: string;
};

export function readGrant(json: unknown): GrantDocument | undefined {
  const grant = unread<GrantOut>(unread<RefreshOut>(json).grant);
  if (text(grant.id) === "" || text(grant.token) === "") return undefined;
  return { id: text(grant.id), token: text(grant.token), seal: text(grant.seal), expiresAt: text(grant.expires_at) };
}

export type EnrolDocument = {
  readonly grant: GrantDocument;
  readonly user: { readonly id: string; readonly name: string; readonly role: string; readonly language: string };
  readonly province: string;
};

export function readEnrolment(json: unknown): EnrolDocument | undefined {
  const grant = readGrant(json);
  const answer = unread<EnrolOut>(json);
  if (grant === undefined || !isUnread<UserOut>(answer.user)) return undefined;
  const { id, name, role, language } = answer.user;
  return {
    grant,
    user: { id: text(id), name: text(name), role: text(role), language: text(language) || "vi" },
    province: text(unread<ScopeOut>(answer.scope).province),
  };
}

type Asked = NonNullable<TopicOut["asks"]>[number];
type TopicDocument = Omit<TopicOut, "order">;

export type BundleDocument = {
  readonly demo: boolean;
  readonly provinceName: string;
  readonly villages: readonly { readonly code: string; readonly name: string; readonly communeName: string }[];
  /** In catalogue order. */
  readonly topics: readonly TopicDocument[];
  readonly reasons: readonly string[];
  readonly consentVersion: string;
  readonly period: { readonly from: string; readonly to: string };
  readonly links: readonly LinkDocument[];
  readonly targets: readonly Target[];
  /** Everybody of the teams, for names. */
  readonly people: readonly { readonly id: string; readonly name: string }[];
  /** Of the members whom this person leads; empty for whoever leads nobody. */
  readonly team: readonly TeamMemberDocument[];
};

export type TeamMemberDocument = {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly villages: readonly string[];
  /** Milliseconds; null before a phone was ever heard of. */
  readonly lastContactAt: number | null;
  readonly unsent: number | null;
  readonly oldestUnsentAt: number | null;
};

/** A system of others; opened, never entered for anybody. */
export type LinkDocument = {
  readonly code: string;
  readonly name: string;
  readonly url: string;
  readonly topics: readonly string[];
  /** Day on which the address was last compared with its source. */
  readonly checkedOn: string;
};

const named = (list: unknown): { readonly code: string; readonly name: string }[] =>
  listOf(list)
    .filter((item) => isUnread<NamedOut>(item))
    .map((item) => ({ code: text(item.code), name: text(item.name) }));

const isAsked = (word: unknown): word is Asked => word === "stage" || word === "last_used";

/** What an older server does not tell is not asked. */
function readTopics(list: unknown): readonly TopicDocument[] {
  return listOf(list)
    .filter((item) => isUnread<TopicOut>(item))
    .map(({ code, name, asks, details, off }) => ({
      code: text(code),
      name: text(name),
      ...(listOf(asks).some(isAsked) ? { asks: listOf(asks).filter(isAsked) } : {}),
      ...(details === "seller" ? { details } : {}),
      ...(off === true ? { off } : {}),
    }));
}

/** Only addresses that a browser opens under a lock. */
function readLinks(list: unknown): readonly LinkDocument[] {
  return listOf(list)
    .filter((item) => isUnread<LinkOut>(item))
    .map(({ code, name, url, topics, checked_on }) => ({
      code: text(code),
      name: text(name),
      url: text(url),
      topics: listOf(topics).map(text),
      checkedOn: text(checked_on),
    }))
    .filter(({ url }) => url.startsWith("https://"));
}

function readTargets(list: unknown): readonly Target[] {
  return listOf(list)
    .filter((item) => isUnread<TargetOut>(item))
    .map(({ village, topic, from, to, households }) => ({
      village: text(village),
      topic: text(topic),
      from: text(from),
      to: text(to),
      households: typeof households === "number" ? households : 0,
    }));
}

const numberOrNull = (value: unknown): number | null => (typeof value === "number" ? value : null);

function readTeam(list: unknown): readonly TeamMemberDocument[] {
  return listOf(list)
    .filter((item) => isUnread<TeamMemberOut>(item))
    .map(({ id, name, role, villages, last_contact, unsent, oldest_unsent }) => ({
      id: text(id),
      name: text(name),
      role: text(role),
      villages: listOf(villages).map(text),
      lastContactAt: numberOrNull(last_contact),
      unsent: numberOrNull(unsent),
      oldestUnsentAt: numberOrNull(oldest_unsent),
    }));
}

export function readBundle(json: unknown): BundleDocument | undefined {
  const bundle = unread<BundleOut>(json);
  if (!Array.isArray(bundle.topics)) return undefined;
  const communes = new Map(named(bundle.communes).map(({ code, name }) => [code, name]));
  const villages = listOf(bundle.villages).filter((item) => isUnread<VillageOut>(item));
  const period = unread<PeriodOut>(bundle.period);
  return {
    demo: bundle.demo === true,
    provinceName: text(unread<NamedOut>(bundle.province).name),
    villages: villages.map((village) => ({
      code: text(village.code),
      name: text(village.name),
      communeName: communes.get(text(village.commune)) ?? "",
    })),
    topics: readTopics(bundle.topics),
    reasons: listOf(bundle.reasons).map(text),
    consentVersion: text(unread<ConsentWordingOut>(bundle.consent).version),
    period: { from: text(period.from), to: text(period.to) },
    links: readLinks(bundle.links),
    targets: readTargets(bundle.targets),
    people: listOf(bundle.people)
      .filter((item) => isUnread<PersonOut>(item))
      .map(({ id, name }) => ({ id: text(id), name: text(name) })),
    team: readTeam(bundle.team),
  };
}

/** The slug of a problem page (RFC 9457); "server" when there is none. */
export function readProblem(json: unknown): string {
  return text(unread<ProblemOut>(json).slug) || "server";
}
