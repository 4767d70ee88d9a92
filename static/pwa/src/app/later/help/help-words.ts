/** What each page is for, what to do on it, and what it does without signal: a few short sentences a page. */
import { t } from "../../../i18n/translate.ts";
import type { Route } from "../../router.ts";
import { helpOnLessons } from "./lesson-help.ts";

export type HelpPage = Exclude<Route["page"], "help" | "help-on" | "first-use">;
/** keeps: saves on the phone · knows: shows what came last · needs: only with signal · same: signal changes nothing. */
type Signal = "keeps" | "knows" | "needs" | "same";
export type PageHelp = { readonly title: string; readonly is: string; readonly next: string; readonly signal: Signal };

export function signalWords(signal: Signal): string {
  switch (signal) {
    case "keeps":
      return t("Signal is not needed. What is saved stays on this phone and sends itself later.");
    case "knows":
      return t("Without signal this page shows what the phone last heard. What was done here is never lost.");
    case "needs":
      return t("This needs signal for a moment. Without it nothing is lost: try again later.");
    case "same":
      return t("It makes no difference whether there is signal.");
  }
}

/** In the order in which they are met. */
export const HELP_PAGES: readonly HelpPage[] = [
  "enrol",
  "today",
  "log",
  "log-many",
  "assist",
  "assist-change",
  "households",
  "household",
  "household-new",
  "household-edit",
  "consent",
  "follow-ups",
  "classes",
  "class",
  "class-hold",
  "class-change",
  "lessons",
  "lesson",
  "lesson-steps",
  "lesson-words",
  "feedback",
  "feedback-item",
  "feedback-new",
  "feedback-change",
  "surveys",
  "survey-new",
  "notices",
  "notice",
  "tasks",
  "task",
  "task-new",
  "task-for",
  "team",
  "figures",
  "links",
  "attention",
  "case",
  "sync",
  "more",
  "language",
  "text-size",
  "people",
  "people-remove",
  "pin",
  "practice",
];

/** Pages of which the list in the general help names only one: the others say nearly the same. */
export const TWINS: readonly HelpPage[] = [
  "assist-change",
  "household-edit",
  "class",
  "class-change",
  "lesson-steps",
  "lesson-words",
  "feedback-item",
  "feedback-change",
  "survey-new",
  "notice",
  "task",
  "task-for",
  "case",
];

export function helpOn(page: HelpPage): PageHelp {
  switch (page) {
    case "enrol":
      return {
        title: t("Begin on this phone"),
        is: t("The commune gives a code of eight letters and numbers. It makes this phone yours for the team's work."),
        next: t("Type the code or scan its QR, then press “Begin”. If it was used or is too old, ask the commune for another."),
        signal: "needs",
      };
    case "today":
      return {
        title: t("Today"),
        is: t("The first page: what waits for you, how far the period is, what was logged today."),
        next: t("Press the big button to log an assist. Then look at “Needs you”, from the top."),
        signal: "keeps",
      };
    case "log":
      return {
        title: t("Log an assist"),
        is: t("One visit: which household, what help, how it went."),
        next: t("Choose from the top down and press “Save”. A household that is not in the list is added with “New household”."),
        signal: "keeps",
      };
    case "log-many":
      return {
        title: t("Log for many at once"),
        is: t("For a meeting: the same help for many households, chosen once."),
        next: t("Choose the help and how it went, tick the households, press “Save” once. Each household gets a visit of its own."),
        signal: "keeps",
      };
    case "assist":
      return {
        title: t("Assist"),
        is: t("Everything that was written down about one visit, and where it is now."),
        next: t("Press “Correct” if something is wrong, “Withdraw” if it did not happen. What is approved, only the commune can change."),
        signal: "keeps",
      };
    case "assist-change":
      return {
        title: t("Correct"),
        is: t("Here a visit is put right. If it was returned, saving sends it to the commune again."),
        next: t("Change only what is wrong, then press “Save”."),
        signal: "keeps",
      };
    case "households":
      return {
        title: t("Our households"),
        is: t("All households of the team's villages. Searching works without accents: “pao” finds “Páo”."),
        next: t("Tap a household to see what it has and to log a visit for it."),
        signal: "knows",
      };
    case "household":
      return {
        title: t("Household"),
        is: t("What this household has reached, what was promised, and every visit."),
        next: t("Press “Log an assist” when you have helped. Correct what has changed; ask for consent if it was not asked."),
        signal: "keeps",
      };
    case "household-new":
      return {
        title: t("New household"),
        is: t("Writes a household down, by the name of its head and only if it agrees."),
        next: t("Type the name, read the consent aloud, tap the answer. If it says no, nothing is kept and you help all the same."),
        signal: "keeps",
      };
    case "household-edit":
      return {
        title: t("Edit the household"),
        is: t("Name, telephone number, smartphone, power and signal of a household."),
        next: t("Change only what the household told you, then press “Save”. No identity numbers."),
        signal: "keeps",
      };
    case "consent":
      return {
        title: t("Consent"),
        is: t("The household decides whether it is written down. Yes and no are worth the same."),
        next: t("Read the text aloud in their language and tap what they answer. Consent can be withdrawn here at any time."),
        signal: "keeps",
      };
    case "follow-ups":
      return {
        title: t("Next visits"),
        is: t("Households to which a visit was promised, the earliest first."),
        next: t("Go there, help, and log the visit on the same topic: the promise is then kept and leaves the list."),
        signal: "knows",
      };
    case "classes":
      return {
        title: t("Classes"),
        is: t("Classes and meetings of the team: what about, when, how many came."),
        next: t("After a class press “Write down a class”. Only numbers are written, no names."),
        signal: "keeps",
      };
    case "class":
      return {
        title: t("Class"),
        is: t("One class as it was written down, and whether the commune has it."),
        next: t("Correct or withdraw it if something is wrong."),
        signal: "keeps",
      };
    case "class-hold":
      return {
        title: t("Write down a class"),
        is: t("Writes down a class: topic, day, and how many women, men and people over 60 came."),
        next: t("Count with plus and minus, choose the language, press “Save”."),
        signal: "keeps",
      };
    case "class-change":
      return {
        title: t("Correct a class"),
        is: t("Here a class is put right."),
        next: t("Change only what is wrong, then press “Save”."),
        signal: "keeps",
      };
    case "lessons":
    case "lesson":
    case "lesson-steps":
    case "lesson-words":
      return helpOnLessons(page);
    case "feedback":
      return {
        title: t("Feedback"),
        is: t("What people say and ask, and what the commune answered."),
        next: t("Press “Pass on feedback” for something new. Bring the answer back to whoever asked."),
        signal: "knows",
      };
    case "feedback-item":
      return {
        title: t("One piece of feedback"),
        is: t("What somebody said, and the commune's answer once there is one."),
        next: t("Read the answer to whoever asked. Withdraw it if it was written by mistake."),
        signal: "knows",
      };
    case "feedback-new":
      return {
        title: t("Pass on feedback"),
        is: t("Passes on to the commune what people say: no signal, a broken road, a question about an app."),
        next: t("Choose what it is about, write it as they said it, press “Save”. Names are not needed."),
        signal: "keeps",
      };
    case "feedback-change":
      return {
        title: t("Correct feedback"),
        is: t("Here feedback is put right before the commune has answered."),
        next: t("Change only what is wrong, then press “Save”."),
        signal: "keeps",
      };
    case "surveys":
      return {
        title: t("Village survey"),
        is: t("What each village has: power, mobile signal, fibre, a place to get cash."),
        next: t("Survey a village anew when something there has changed."),
        signal: "keeps",
      };
    case "survey-new":
      return {
        title: t("Survey a village"),
        is: t("A few questions about one village, with the day on which it was so."),
        next: t("Answer what you have seen yourself; leave out what you do not know. Press “Save”."),
        signal: "keeps",
      };
    case "notices":
      return {
        title: t("Notices"),
        is: t("Notices from the commune. New ones stand first."),
        next: t("Open and read them. The commune sees that they were read."),
        signal: "knows",
      };
    case "notice":
      return {
        title: t("Notice"),
        is: t("One notice from the commune."),
        next: t("Read it to the end; opening it tells the commune that you know."),
        signal: "keeps",
      };
    case "tasks":
      return {
        title: t("Tasks"),
        is: t("What the commune or the team leader asked of you or of the whole team."),
        next: t("Open a task, do it, and mark it as done."),
        signal: "knows",
      };
    case "task":
      return {
        title: t("Task"),
        is: t("What is to be done, for which household and until when."),
        next: t("When it is done, say so here, with a word about how it went if you like."),
        signal: "keeps",
      };
    case "task-new":
      return {
        title: t("Give a task"),
        is: t("The team leader hands work to a member or to the whole team."),
        next: t("Say what is to be done and until when, choose for whom, press “Save”."),
        signal: "keeps",
      };
    case "task-for":
      return {
        title: t("Hand a household to somebody"),
        is: t("The team leader asks a member to look after this household."),
        next: t("Choose who, say what is to be done and until when, press “Save”."),
        signal: "keeps",
      };
    case "team":
      return {
        title: t("My team"),
        is: t("For the team leader: who has not been heard of, who has unsent work, which promises are due."),
        next: t("Call whoever has been silent for long; a phone needs to meet signal once in a while."),
        signal: "knows",
      };
    case "figures":
      return {
        title: t("My figures"),
        is: t("Your visits by topic: counted, waiting, not sent. The commune counts the very same."),
        next: t("Compare this period with the one before. What was returned waits for you on Today."),
        signal: "knows",
      };
    case "links":
      return {
        title: t("Apps and sites of others"),
        is: t("The right addresses of public services and apps, so that nobody is led astray."),
        next: t("Tap one to open it. The person types passwords and codes alone; they are never written down here."),
        signal: "needs",
      };
    case "attention":
      return {
        title: t("Not taken in yet"),
        is: t("Changes that the commune could not simply take in. They are all still here."),
        next: t("Open each one: it says what happened and what can be done."),
        signal: "knows",
      };
    case "case":
      return {
        title: t("What needs a look"),
        is: t("One change that was not taken in, and why."),
        next: t("Correct it, send it once more or take it back. If unsure, ask the commune by its short code."),
        signal: "keeps",
      };
    case "sync":
      return {
        title: t("Send and keep"),
        is: t("Whether everything is sent, when the commune was last heard, and how much data that took."),
        next: t("Nothing has to be done: it sends by itself. With signal, “Send now” sends at once."),
        signal: "knows",
      };
    case "more":
      return {
        title: t("Other things"),
        is: t("The way to all other pages: team work, language, text size, help."),
        next: t("Tap what you are looking for."),
        signal: "same",
      };
    case "practice":
      return {
        title: t("Practice"),
        is: t("For a class, or to try something out without fear."),
        next: t("Press “Begin practice”, do whatever you like, then “End practice”. Nothing is sent and nothing counts."),
        signal: "same",
      };
    case "language":
      return {
        title: t("Language"),
        is: t("The language of this app. What is not yet translated stands in Vietnamese."),
        next: t("Tap a language; it changes at once."),
        signal: "same",
      };
    case "text-size":
      return {
        title: t("Text size"),
        is: t("How large everything is written on this phone."),
        next: t("Tap the size that reads without effort."),
        signal: "same",
      };
    case "people":
      return {
        title: t("People on this phone"),
        is: t("Who uses this phone. Everybody has a PIN and sees only their own work."),
        next: t("Tap a name to change over. Press “Lock now” before you put the phone down."),
        signal: "same",
      };
    case "people-remove":
      return {
        title: t("Take a person off this phone"),
        is: t("For who no longer uses this phone. What they sent stays at the commune; others' work stays here."),
        next: t("Choose the person. They type their own PIN as their word."),
        signal: "same",
      };
    case "pin":
      return {
        title: t("Change my PIN"),
        is: t("The PIN opens your work on this phone."),
        next: t("Type the old one, then a new one twice. If you forgot it, ask the commune for a new code."),
        signal: "same",
      };
  }
}
