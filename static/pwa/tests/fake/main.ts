/**
 * The app on a fake phone, to look at: `npm run dev`, then /app/tests/fake/index.html. Never part of a build.
 * ?new = not enrolled · ?empty = nothing logged yet · ?breaks=quota = saves fail · ?one = a single village ·
 * ?problem=grant = what the last sending ran into · ?update = a new version waits · ?code=code-used = the code is refused
 */
import type { SyncState } from "../../src/app/phone-types.ts";
import { start } from "../../src/app/start.tsx";
import { makeFakePhone } from "./fake-phone.ts";
import { makeSnapshot } from "./snapshot.ts";

const PROBLEMS = [
  "offline",
  "server",
  "portal",
  "grant",
  "busy",
  "quota",
] as const satisfies readonly SyncState["problem"][];

const wishes = new URLSearchParams(location.search);
const usual = makeSnapshot();
const code = wishes.get("code");
const problem = PROBLEMS.find((known) => known === wishes.get("problem")) ?? null;
const breaks = wishes.get("breaks");
const nothing = { households: [], assists: [], figures: { all: 0, approved: 0, waiting: 0, unsent: 0, returned: 0 } };
const place = document.getElementById("app");
if (place !== null) {
  await start(
    makeFakePhone({
      snapshot: {
        enrolled: !wishes.has("new"),
        updateReady: wishes.has("update"),
        ...(wishes.has("empty") ? nothing : {}),
        ...(wishes.has("one") ? { villages: usual.villages.slice(0, 1) } : {}),
        sync: {
          ...usual.sync,
          problem,
          ...(wishes.has("empty") ? { unsent: 0, oldestUnsentAt: null, lastContactAt: null } : {}),
        },
      },
      ...(breaks === "quota" || breaks === "storage" ? { breaks } : {}),
      ...(code === null ? {} : { enrolment: { ok: false, problem: code } }),
    }),
    place,
  );
}
