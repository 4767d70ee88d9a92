/** What has been reached, topic by topic: filled when done, half when under way, hollow when not yet. */
import { t } from "../i18n/translate.ts";
import { TopicPictogram } from "../ui/Pictogram.tsx";
import { useSnapshot } from "./context.ts";
import type { Outcome } from "./phone-types.ts";

type Standing = "done" | "begun" | "open";

function standingOf(outcome: Outcome | undefined): Standing {
  if (outcome === "helped" || outcome === "already_had") return "done";
  return outcome === undefined ? "open" : "begun";
}

export function Reached({ reached }: { readonly reached: Readonly<Record<string, Outcome>> }) {
  const { topics } = useSnapshot();
  const words: Readonly<Record<Standing, string>> = { done: t("done"), begun: t("begun"), open: t("not yet") };
  const sorted = ["done", "begun", "open"].flatMap((standing) =>
    topics.filter(({ code }) => standingOf(reached[code]) === standing),
  );
  const doneCount = topics.filter(({ code }) => standingOf(reached[code]) === "done").length;
  return (
    <section class="stack" aria-labelledby="reached-title">
      <div>
        <h2 id="reached-title">{t("What has been reached")}</h2>
        <p class="soft small">{t("{done} of {all} topics", { done: doneCount, all: topics.length })}</p>
      </div>
      <ul class="reached">
        {sorted.map(({ code, name }) => {
          const standing = standingOf(reached[code]);
          return (
            <li key={code} class={`reached-${standing}`}>
              <span class="reached-mark">
                <TopicPictogram topic={code} />
              </span>
              <span>{t(name)}</span>
              <span class="hidden-visually">{words[standing]}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
