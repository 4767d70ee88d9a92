/** The whole app: which page the address names, the strips above every page, the bar below the main ones. */
import type { ComponentChildren } from "preact";
import { t } from "../i18n/translate.ts";
import { BottomBar, type Door } from "../ui/BottomBar.tsx";
import { DemoStrip, OfflineStrip } from "../ui/Strips.tsx";
import { PhoneContext, useSnapshot } from "./context.ts";
import { EnrolPage } from "./enrol/EnrolPage.tsx";
import { LogPage } from "./log/LogPage.tsx";
import { unsentVisits } from "./needs.ts";
import type { Phone } from "./phone-types.ts";
import { type Route, route } from "./router.ts";
import { Assist } from "./screens/Assist.tsx";
import { AssistChange } from "./screens/AssistChange.tsx";
import { Attention } from "./screens/Attention.tsx";
import { Case } from "./screens/Case.tsx";
import { Consent } from "./screens/Consent.tsx";
import { Help } from "./screens/Help.tsx";
import { Household } from "./screens/Household.tsx";
import { HouseholdEdit } from "./screens/HouseholdEdit.tsx";
import { HouseholdNew } from "./screens/HouseholdNew.tsx";
import { Households } from "./screens/Households.tsx";
import { Language } from "./screens/Language.tsx";
import { More } from "./screens/More.tsx";
import { isStocked, NotStocked } from "./screens/NotStocked.tsx";
import { Sync } from "./screens/Sync.tsx";
import { TextSize } from "./screens/TextSize.tsx";
import { Today } from "./screens/Today.tsx";
import { online } from "./surroundings.ts";

function pageOf(here: Route): ComponentChildren {
  switch (here.page) {
    case "today":
      return <Today />;
    case "enrol":
      return <EnrolPage key={here.code} code={here.code} />;
    case "log":
      return <LogPage key={here.household} household={here.household} />;
    case "households":
      return <Households />;
    case "household":
      return <Household key={here.id} id={here.id} />;
    case "household-new":
      return <HouseholdNew />;
    case "household-edit":
      return <HouseholdEdit key={here.id} id={here.id} />;
    case "consent":
      return <Consent key={here.id} id={here.id} />;
    case "assist":
      return <Assist key={here.id} id={here.id} />;
    case "assist-change":
      return <AssistChange key={here.id} id={here.id} />;
    case "attention":
      return <Attention />;
    case "case":
      return <Case key={here.id} id={here.id} />;
    case "sync":
      return <Sync />;
    case "more":
      return <More />;
    case "language":
      return <Language />;
    case "text-size":
      return <TextSize />;
    case "help":
      return <Help />;
  }
}

function doorOf({ page }: Route): Door | null {
  return page === "today" || page === "households" || page === "sync" || page === "more" ? page : null;
}

/** Pages that save by the lists of the bundle. */
const NEEDS_STOCK: readonly Route["page"][] = ["log", "household-new", "consent", "assist-change"];

function Frame() {
  const snapshot = useSnapshot();
  const here: Route = snapshot.enrolled || route.value.page === "enrol" ? route.value : { page: "enrol", code: "" };
  const door = doorOf(here);
  const isWaitingForStock = NEEDS_STOCK.includes(here.page) && !isStocked(snapshot);
  const isOffline = !online.value || (snapshot.enrolled && snapshot.sync.problem === "offline");
  return (
    <div class="page">
      {snapshot.demo && <DemoStrip />}
      {isOffline && <OfflineStrip />}
      {snapshot.ready ? (
        isWaitingForStock ? (
          <NotStocked />
        ) : (
          pageOf(here)
        )
      ) : (
        <p class="page-main soft">{t("Opening…")}</p>
      )}
      {snapshot.ready && door !== null && <BottomBar here={door} unsent={unsentVisits(snapshot.assists)} />}
    </div>
  );
}

export function App({ phone }: { readonly phone: Phone }) {
  return (
    <PhoneContext.Provider value={phone}>
      <Frame />
    </PhoneContext.Provider>
  );
}
