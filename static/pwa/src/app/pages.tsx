/** Which page an address names. Pages off the way of a visit come as code of their own, a room at a time. */
import type { ComponentChildren } from "preact";
import { later } from "../ui/Later.tsx";
import { EnrolPage } from "./enrol/EnrolPage.tsx";
import { fetchLockPage } from "./lock-room.ts";
import { LogPage } from "./log/LogPage.tsx";
import type { Route } from "./router.ts";
import { Household } from "./screens/Household.tsx";
import { Households } from "./screens/Households.tsx";
import { Today } from "./screens/Today.tsx";

const Classes = later(async () => (await import("./later/classes/Classes.tsx")).Classes);
const Class = later(async () => (await import("./later/classes/Class.tsx")).Class);
const ClassHold = later(async () => (await import("./later/classes/ClassSheet.tsx")).ClassHold);
const ClassChange = later(async () => (await import("./later/classes/ClassSheet.tsx")).ClassChange);
const Lessons = later(async () => (await import("./later/lessons/Lessons.tsx")).Lessons);
const Lesson = later(async () => (await import("./later/lessons/Lesson.tsx")).Lesson);
const LessonSteps = later(async () => (await import("./later/lessons/LessonSteps.tsx")).LessonSteps);
const LessonWords = later(async () => (await import("./later/lessons/LessonWords.tsx")).LessonWords);
const FeedbackList = later(async () => (await import("./later/feedback/FeedbackList.tsx")).FeedbackList);
const FeedbackItem = later(async () => (await import("./later/feedback/FeedbackItem.tsx")).FeedbackItem);
const FeedbackNew = later(async () => (await import("./later/feedback/FeedbackSheet.tsx")).FeedbackNew);
const FeedbackChange = later(async () => (await import("./later/feedback/FeedbackSheet.tsx")).FeedbackChange);
const Surveys = later(async () => (await import("./later/surveys/Surveys.tsx")).Surveys);
const SurveyNew = later(async () => (await import("./later/surveys/SurveySheet.tsx")).SurveyNew);
const FollowUps = later(async () => (await import("./later/follow-ups/FollowUps.tsx")).FollowUps);
const OwnFigures = later(async () => (await import("./later/figures/OwnFigures.tsx")).OwnFigures);
const Links = later(async () => (await import("./later/links/Links.tsx")).Links);
const Notices = later(async () => (await import("./later/team/Notices.tsx")).Notices);
const Notice = later(async () => (await import("./later/team/Notices.tsx")).Notice);
const Tasks = later(async () => (await import("./later/team/Tasks.tsx")).Tasks);
const TaskPage = later(async () => (await import("./later/team/Tasks.tsx")).TaskPage);
const TaskNew = later(async () => (await import("./later/team/TaskSheet.tsx")).TaskNew);
const Team = later(async () => (await import("./later/team/Team.tsx")).Team);
const LogMany = later(async () => (await import("./later/many/LogMany.tsx")).LogMany);
const Assist = later(async () => (await import("./screens/Assist.tsx")).Assist);
const Consent = later(async () => (await import("./screens/Consent.tsx")).Consent);
const HouseholdNew = later(async () => (await import("./screens/HouseholdNew.tsx")).HouseholdNew);
const More = later(async () => (await import("./screens/More.tsx")).More);
const Sync = later(async () => (await import("./screens/Sync.tsx")).Sync);
const AssistChange = later(async () => (await import("./screens/AssistChange.tsx")).AssistChange);
const Attention = later(async () => (await import("./screens/Attention.tsx")).Attention);
const Case = later(async () => (await import("./screens/Case.tsx")).Case);
const Help = later(async () => (await import("./screens/Help.tsx")).Help);
/** On a line that breaks right after enrolment they come another time. */
export const FirstUse = later(async () => (await import("./later/first/FirstUse.tsx")).FirstUse, Today);
const Practice = later(async () => (await import("./later/practice/Practice.tsx")).Practice);
const HelpOn = later(async () => (await import("./later/help/HelpOn.tsx")).HelpOn);
const HouseholdEdit = later(async () => (await import("./screens/HouseholdEdit.tsx")).HouseholdEdit);
const Language = later(async () => (await import("./screens/Language.tsx")).Language);
export const LockPage = later(fetchLockPage);
const People = later(async () => (await import("./later/people/People.tsx")).People);
const RemovePerson = later(async () => (await import("./later/people/RemovePerson.tsx")).RemovePerson);
const ChangePin = later(async () => (await import("./later/people/ChangePin.tsx")).ChangePin);
const TextSize = later(async () => (await import("./screens/TextSize.tsx")).TextSize);

/** What is opened most, made ready while nothing is asked of the phone: the first tap need not wait for its code. */
const USUAL = [More, Assist, LogMany, Consent, HouseholdNew, Sync, AssistChange];

/** Only what the worker keeps: a network that breaks must not be asked for what nobody wants yet. */
export async function fetchUsualPages(): Promise<void> {
  if (navigator.serviceWorker?.controller == null) return;
  for (const page of USUAL) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    await page.ahead();
  }
}

export function pageOf(here: Route): ComponentChildren {
  switch (here.page) {
    case "today":
      return <Today />;
    case "enrol":
      return <EnrolPage key={here.code} code={here.code} />;
    case "log":
      return <LogPage key={here.household} household={here.household} />;
    case "log-many":
      return <LogMany />;
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
    case "classes":
      return <Classes />;
    case "class":
      return <Class key={here.id} id={here.id} />;
    case "class-hold":
      return <ClassHold />;
    case "class-change":
      return <ClassChange key={here.id} id={here.id} />;
    case "lessons":
      return <Lessons />;
    case "lesson":
      return <Lesson key={here.id} code={here.id} />;
    case "lesson-steps":
      return <LessonSteps key={here.id} code={here.id} />;
    case "lesson-words":
      return <LessonWords key={here.id} code={here.id} />;
    case "feedback":
      return <FeedbackList />;
    case "feedback-item":
      return <FeedbackItem key={here.id} id={here.id} />;
    case "feedback-new":
      return <FeedbackNew />;
    case "feedback-change":
      return <FeedbackChange key={here.id} id={here.id} />;
    case "surveys":
      return <Surveys />;
    case "survey-new":
      return <SurveyNew key={here.id} village={here.id} />;
    case "follow-ups":
      return <FollowUps />;
    case "figures":
      return <OwnFigures />;
    case "links":
      return <Links />;
    case "notices":
      return <Notices />;
    case "notice":
      return <Notice key={here.id} id={here.id} />;
    case "tasks":
      return <Tasks />;
    case "task":
      return <TaskPage key={here.id} id={here.id} />;
    case "task-new":
      return <TaskNew key={here.id} about={null} to={here.id} />;
    case "task-for":
      return <TaskNew key={here.id} about={here.id} to={null} />;
    case "team":
      return <Team />;
    case "sync":
      return <Sync />;
    case "more":
      return <More />;
    case "language":
      return <Language />;
    case "people":
      return <People />;
    case "people-remove":
      return <RemovePerson />;
    case "pin":
      return <ChangePin />;
    case "text-size":
      return <TextSize />;
    case "help":
      return <Help />;
    case "practice":
      return <Practice />;
    case "first-use":
      return <FirstUse />;
    case "help-on":
      return <HelpOn key={here.id} about={here.id} />;
  }
}
