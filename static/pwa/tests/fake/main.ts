/**
 * The app on a fake phone, to look at: `npm run dev`, then /app/tests/fake/index.html. Never part of a build.
 * ?new = not enrolled · ?empty = nothing logged yet · ?breaks=quota = saves fail · ?one = a single village ·
 * ?cases = what was not taken in · ?trouble = cleared store, little space, too old an app, parcels carried ·
 * ?wiped = permission ended
 * ?first = the first screens ·
 * ?lang=tyz = another language · ?full = a leader with something on every page · ?pseudo = every text lengthened and bracketed ·
 * ?problem=grant = what the last sending ran into · ?update = a new version waits · ?code=code-used = the code is refused
 */
import { lockWished } from "./people.ts";
import type { SyncState } from "../../src/app/phone-types.ts";
import { rememberFirstUse } from "../../src/app/first-use.ts";
import { practice } from "../../src/app/practice.ts";
import { start } from "../../src/app/start.tsx";
import { makeFakePhone } from "./fake-phone.ts";
import { CASES, FULL } from "./full.ts";
import { ADDRESSES } from "./pages.ts";
import { lessonsSaid, stockLessons } from "./lessons.ts";
import { lengthened, speakPseudo } from "./pseudo.ts";
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
const nothing = { households: [], assists: [], classes: [], feedback: [], surveys: [], figures: { all: 0, approved: 0, waiting: 0, unsent: 0, returned: 0 } };
if (!wishes.has("first")) rememberFirstUse(usual.me?.id ?? "");
// Chosen, so that the account's language does not come in between.
localStorage.setItem("tocongnghe.preferences", JSON.stringify({ language: wishes.get("lang") ?? "vi", textSize: wishes.get("text") ?? "normal" }));
const place = document.getElementById("app");
if (place !== null) {
  const phone = makeFakePhone({
      snapshot: {
        ...(wishes.has("full") ? FULL : {}),
        enrolled: !wishes.has("new"),
        updateReady: wishes.has("update"),
        lock: lockWished(wishes),
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
    });
  await stockLessons(wishes.has("pseudo") ? lessonsSaid(lengthened) : undefined);
  await start(phone, place);
  if (wishes.has("pseudo")) speakPseudo();
  // For whoever walks over all pages: their addresses, and what is data and no words.
  Object.assign(window, { addresses: Object.values(ADDRESSES).flat(), phone, practice });
}
