/** Which page an address names. Pages off the way of a visit come as code of their own, a room at a time. */
import type { ComponentChildren } from "preact";
import { later } from "../ui/Later.tsx";
import { EnrolPage } from "./enrol/EnrolPage.tsx";
import { LogPage } from "./log/LogPage.tsx";
import type { Route } from "./router.ts";
import { Assist } from "./screens/Assist.tsx";
import { Consent } from "./screens/Consent.tsx";
import { Household } from "./screens/Household.tsx";
import { HouseholdNew } from "./screens/HouseholdNew.tsx";
import { Households } from "./screens/Households.tsx";
import { More } from "./screens/More.tsx";
import { Sync } from "./screens/Sync.tsx";
import { Today } from "./screens/Today.tsx";

const AssistChange = later(async () => (await import("./screens/AssistChange.tsx")).AssistChange);
const Attention = later(async () => (await import("./screens/Attention.tsx")).Attention);
const Case = later(async () => (await import("./screens/Case.tsx")).Case);
const Help = later(async () => (await import("./screens/Help.tsx")).Help);
const HouseholdEdit = later(async () => (await import("./screens/HouseholdEdit.tsx")).HouseholdEdit);
const Language = later(async () => (await import("./screens/Language.tsx")).Language);
const TextSize = later(async () => (await import("./screens/TextSize.tsx")).TextSize);

export function pageOf(here: Route): ComponentChildren {
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
