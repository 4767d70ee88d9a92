/** Reads what enrolment, refresh and bundle answer; anything of the wrong shape reads as undefined. */

type Loose = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Loose =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";

export type GrantDocument = {
  readonly id: string;
  readonly token: string;
  readonly seal: string;
  readonly expiresAt: string;
};

export function readGrant(json: unknown): GrantDocument | undefined {
  const grant = isObject(json) && isObject(json.grant) ? json.grant : undefined;
  if (grant === undefined || text(grant.id) === "" || text(grant.token) === "") return undefined;
  return { id: text(grant.id), token: text(grant.token), seal: text(grant.seal), expiresAt: text(grant.expires_at) };
}

export type EnrolDocument = {
  readonly grant: GrantDocument;
  readonly user: { readonly id: string; readonly name: string; readonly role: string; readonly language: string };
  readonly province: string;
};

export function readEnrolment(json: unknown): EnrolDocument | undefined {
  const grant = readGrant(json);
  if (grant === undefined || !isObject(json) || !isObject(json.user)) return undefined;
  const { id, name, role, language } = json.user;
  const province = isObject(json.scope) ? text(json.scope.province) : "";
  return {
    grant,
    user: { id: text(id), name: text(name), role: text(role), language: text(language) || "vi" },
    province,
  };
}

export type BundleDocument = {
  readonly demo: boolean;
  readonly provinceName: string;
  readonly villages: readonly { readonly code: string; readonly name: string; readonly communeName: string }[];
  /** In catalogue order. */
  readonly topics: readonly { readonly code: string; readonly name: string }[];
  readonly reasons: readonly string[];
  readonly consentVersion: string;
  readonly period: { readonly from: string; readonly to: string };
};

const namesByCode = (list: unknown): Map<string, string> =>
  new Map(
    listOf(list)
      .filter(isObject)
      .map((item) => [text(item.code), text(item.name)]),
  );

function readTopics(list: unknown): BundleDocument["topics"] {
  const topics = listOf(list).filter(isObject);
  const order = (topic: Loose): number => (typeof topic.order === "number" ? topic.order : 0);
  return [...topics]
    .sort((a, b) => order(a) - order(b))
    .map((topic) => ({ code: text(topic.code), name: text(topic.name) }));
}

export function readBundle(json: unknown): BundleDocument | undefined {
  if (!isObject(json) || !Array.isArray(json.topics)) return undefined;
  const communes = namesByCode(json.communes);
  const villages = listOf(json.villages).filter(isObject);
  const period = isObject(json.period) ? json.period : {};
  return {
    demo: json.demo === true,
    provinceName: isObject(json.province) ? text(json.province.name) : "",
    villages: villages.map((village) => ({
      code: text(village.code),
      name: text(village.name),
      communeName: communes.get(text(village.commune)) ?? "",
    })),
    topics: readTopics(json.topics),
    reasons: listOf(json.reasons).map(text),
    consentVersion: isObject(json.consent) ? text(json.consent.version) : "",
    period: { from: text(period.from), to: text(period.to) },
  };
}

/** The slug of a problem page (RFC 9457); "server" when there is none. */
export function readProblem(json: unknown): string {
  return isObject(json) && text(json.slug) !== "" ? text(json.slug) : "server";
}
