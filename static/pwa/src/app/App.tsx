/** The whole app: which page the address names, the strips above every page, the bar below the main ones. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/translate.ts";
import { BottomBar, type Door } from "../ui/BottomBar.tsx";
import { HelpDoor } from "../ui/help-door.ts";
import { DemoStrip, OfflineStrip, PracticeMark } from "../ui/Strips.tsx";
import { PhoneContext, useSnapshot } from "./context.ts";
import { isFirstUse } from "./first-use.ts";
import { unsentVisits } from "./needs.ts";
import { OpeningVisits } from "./OpeningVisits.tsx";
import { fetchUsualPages, FirstUse, LockPage, pageOf } from "./pages.tsx";
import type { Phone } from "./phone-types.ts";
import { endPractice, practice } from "./practice.ts";
import { type Route, route } from "./router.ts";
import { isStocked, NotStocked } from "./screens/NotStocked.tsx";
import { online } from "./surroundings.ts";

function doorOf({ page }: Route): Door | null {
  return page === "today" || page === "households" || page === "classes" || page === "more" ? page : null;
}

/** Pages that save by the lists of the bundle, or show nothing but what stands in them. */
const NEEDS_STOCK: readonly Route["page"][] = [
  "log",
  "log-many",
  "household-new",
  "consent",
  "assist-change",
  "class-hold",
  "class-change",
  "feedback-new",
  "surveys",
  "survey-new",
];

/** Pages that say nothing right before the visits are opened, a moment after somebody came in. */
const NEEDS_VISITS: readonly Route["page"][] = [
  "assist",
  "assist-change",
  "attention",
  "case",
  "figures",
  "follow-ups",
  "log-many",
  "team",
];

/** After somebody came in; their first touches come before what nobody has asked for. */
const AHEAD_MS = 1_500;

function Frame() {
  const snapshot = useSnapshot();
  const isFree = route.value.page === "enrol" || route.value.page === "help-on";
  const here: Route = snapshot.enrolled || isFree ? route.value : { page: "enrol", code: "" };
  const isFirst = snapshot.me !== null && isFirstUse(snapshot.me.id);
  const isClosed = snapshot.lock.state !== "open";
  const isReady = !isClosed && snapshot.isWhole;
  useEffect(() => {
    if (!isReady) return;
    const timer = setTimeout(() => void fetchUsualPages().catch(() => undefined), AHEAD_MS);
    return () => clearTimeout(timer);
  }, [isReady]);
  const door = isClosed || (isFirst && here.page === "today") ? null : doorOf(here);
  const isOffline = !online.value || (snapshot.enrolled && snapshot.sync.problem === "offline");
  return (
    <div class="page">
      {practice.value !== null && <PracticeMark onEnd={endPractice} />}
      {snapshot.demo && <DemoStrip />}
      {isOffline && <OfflineStrip />}
      {snapshot.ready ? (
        isClosed && here.page !== "enrol" ? (
          <LockPage />
        ) : (
          <WithHelp here={here} />
        )
      ) : (
        <p class="page-main soft">{t("Opening…")}</p>
      )}
      {snapshot.ready && door !== null && <BottomBar here={door} unsent={unsentVisits(snapshot.assists)} />}
    </div>
  );
}

function Content({ here }: { readonly here: Route }) {
  const snapshot = useSnapshot();
  if (here.page === "today" && snapshot.me !== null && isFirstUse(snapshot.me.id)) return <FirstUse />;
  if (!snapshot.isWhole && NEEDS_VISITS.includes(here.page)) {
    return (
      <main class="page-main">
        <OpeningVisits />
      </main>
    );
  }
  return NEEDS_STOCK.includes(here.page) && !isStocked(snapshot) ? <NotStocked /> : pageOf(here);
}

/** Help lies over the page that it is about: what is half filled there stays as it is. */
function WithHelp({ here }: { readonly here: Route }) {
  const under = useRef<Route | null>(null);
  const isHelp = here.page === "help-on";
  if (!isHelp) under.current = here;
  return (
    <HelpDoor.Provider value={under.current === null ? null : `#/help-on/${under.current.page}`}>
      {under.current !== null && (
        <div class="under" hidden={isHelp}>
          <Content here={under.current} />
        </div>
      )}
      {isHelp && <HelpDoor.Provider value={null}>{pageOf(here)}</HelpDoor.Provider>}
    </HelpDoor.Provider>
  );
}

export function App({ phone }: { readonly phone: Phone }) {
  const shown = practice.value?.phone ?? phone;
  return (
    <PhoneContext.Provider value={shown}>
      <Frame key={shown === phone ? "real" : "practice"} />
    </PhoneContext.Provider>
  );
}
