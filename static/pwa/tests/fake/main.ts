/**
 * The app on a fake phone, to look at: `npm run dev`, then /app/tests/fake/index.html. Never part of a build.
 * ?new = not enrolled · ?empty = nothing logged yet · ?breaks=quota = saves fail · ?one = a single village ·
 * ?cases = what was not taken in · ?trouble = cleared store, little space, too old an app, parcels carried ·
 * ?wiped = permission ended
 * ?first = the first screens ·
 * ?problem=grant = what the last sending ran into · ?update = a new version waits · ?code=code-used = the code is refused
 */
import type { SyncState } from "../../src/app/phone-types.ts";
import { rememberFirstUse } from "../../src/app/first-use.ts";
import { start } from "../../src/app/start.tsx";
import { makeFakePhone } from "./fake-phone.ts";
import { makeCase, makeSnapshot } from "./snapshot.ts";

const PROBLEMS = [
  "offline",
  "server",
  "portal",
  "grant",
  "busy",
  "quota",
] as const satisfies readonly SyncState["problem"][];

const CASES = [
  makeCase(),
  makeCase({
    op: "conflict-1",
    code: "conflict",
    status: "conflict",
    reason: "prev_not_head",
    kind: "assist.amend",
    canInsist: true,
    remedy: null,
    differences: [
      { name: "outcome", mine: "in_progress", theirs: "already_had" },
      { name: "note", mine: "Chờ công an xã cấp lại mã, hẹn thứ Ba", theirs: null },
    ],
  }),
  makeCase({ op: "suspect-1", code: "suspect-", status: "suspect", reason: null, remedy: null, takeBack: "withdraw" }),
  makeCase({ op: "held-1", code: "held-1ab", status: "held", reason: "parent_unknown", remedy: null, takeBack: "withdraw" }),
];
const wishes = new URLSearchParams(location.search);
const usual = makeSnapshot();
const code = wishes.get("code");
const problem = PROBLEMS.find((known) => known === wishes.get("problem")) ?? null;
const breaks = wishes.get("breaks");
const nothing = { households: [], assists: [], classes: [], feedback: [], surveys: [], figures: { all: 0, approved: 0, waiting: 0, unsent: 0, returned: 0 } };
if (!wishes.has("first")) rememberFirstUse(usual.me?.id ?? "");
const place = document.getElementById("app");
if (place !== null) {
  await start(
    makeFakePhone({
      snapshot: {
        enrolled: !wishes.has("new"),
        updateReady: wishes.has("update"),
        ...(wishes.has("cases") ? { cases: CASES } : {}),
        ...(wishes.has("trouble")
          ? {
              evicted: { unsent: 7, at: Date.now() - 3_600_000 },
              isTooOld: true,
              carried: { waiting: 2, delivered: 1, refused: 1, why: [{ reason: "seal", count: 1 }] },
            }
          : {}),
        ...(wishes.has("wiped") ? { wiped: true, enrolled: false, me: null } : {}),
        ...(wishes.has("empty") ? nothing : {}),
        ...(wishes.has("one") ? { villages: usual.villages.slice(0, 1) } : {}),
        sync: {
          ...usual.sync,
          problem,
          isSpaceShort: wishes.has("trouble"),
          isClockWrong: wishes.has("trouble"),
          ...(wishes.has("empty") ? { unsent: 0, oldestUnsentAt: null, lastContactAt: null } : {}),
        },
      },
      ...(breaks === "quota" || breaks === "storage" ? { breaks } : {}),
      ...(code === null ? {} : { enrolment: { ok: false, problem: code } }),
    }),
    place,
  );
}
