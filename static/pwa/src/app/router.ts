/** Where the reader is: routes live in the URL fragment, so that the phone's own back button works and no server is asked. */
import { signal } from "@preact/signals";

export type Route =
  | { readonly page: "today" | (typeof PLAIN)[number] }
  | { readonly page: "enrol"; readonly code: string }
  | { readonly page: "log"; readonly household: string | null }
  | { readonly page: (typeof WITH_ID)[number]; readonly id: string };

const PLAIN = [
  "households",
  "household-new",
  "log-many",
  "classes",
  "class-hold",
  "feedback",
  "feedback-new",
  "surveys",
  "follow-ups",
  "figures",
  "notices",
  "tasks",
  "team",
  "links",
  "lessons",
  "sync",
  "more",
  "language",
  "text-size",
  "help",
  "first-use",
  "practice",
  "attention",
  "people",
  "people-remove",
  "pin",
] as const;
const WITH_ID = [
  "household",
  "household-edit",
  "consent",
  "assist",
  "assist-change",
  "case",
  "class",
  "class-change",
  "lesson",
  "lesson-steps",
  "lesson-words",
  "feedback-item",
  "feedback-change",
  "survey-new",
  "notice",
  "task",
  "task-new",
  "task-for",
  "help-on",
] as const;

/** *fragment* as `location.hash` gives it. Anything unknown leads to Today. */
export function parseRoute(fragment: string): Route {
  const enrol = /^#\/?enrol(?:=(.*))?$/.exec(fragment);
  if (enrol !== null) return { page: "enrol", code: decodeURIComponent(enrol[1] ?? "") };
  const [name = "", id] = fragment.replace(/^#\/?/, "").split("/");
  if (name === "log") return { page: "log", household: id ?? null };
  const plain = PLAIN.find((page) => page === name);
  if (plain !== undefined) return { page: plain };
  const withId = WITH_ID.find((page) => page === name);
  if (withId !== undefined && id !== undefined && id !== "") return { page: withId, id };
  return { page: "today" };
}

/** Pages on which something may be half filled; nothing may start the app again under them. */
export const SHEETS: readonly Route["page"][] = [
  "log",
  "log-many",
  "household-new",
  "household-edit",
  "consent",
  "assist-change",
  "class-hold",
  "class-change",
  "feedback-new",
  "feedback-change",
  "survey-new",
  "task-new",
  "task-for",
  "enrol",
  // It lies over the page that it is about.
  "help-on",
];

export const route = signal<Route>({ page: "today" });
let depth = 0;

function follow(): void {
  route.value = parseRoute(location.hash);
  window.scrollTo(0, 0);
}

/** Starts listening to the address; returns how to stop. */
export function startRouter(): () => void {
  const onChange = () => {
    depth += 1;
    follow();
  };
  window.addEventListener("hashchange", onChange);
  follow();
  return () => window.removeEventListener("hashchange", onChange);
}

export function goTo(fragment: string): void {
  location.hash = fragment;
}

/** Goes on to *fragment* without leaving the present page behind in the history. */
export function replaceWith(fragment: string): void {
  history.replaceState(history.state, "", fragment);
  follow();
}

/** One page back inside the app; to *otherwise* when the app was opened right here. */
export function goBack(otherwise = "#/"): void {
  if (depth > 0) {
    depth -= 2;
    history.back();
  } else replaceWith(otherwise);
}
