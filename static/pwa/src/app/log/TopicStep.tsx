/** Which help it was: the usual topics first as large pictograms, the others one tap away. */
import { useState } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import { Button } from "../../ui/Button.tsx";
import { Choice, Choices } from "../../ui/Choice.tsx";
import { TopicPictogram } from "../../ui/Pictogram.tsx";
import { Heard } from "../heard.tsx";
import type { TopicView } from "../phone-types.ts";

const USUAL_COUNT = 6;

type TopicStepProps = {
  readonly topics: readonly TopicView[];
  readonly chosen: string | null;
  readonly onChoose: (topic: string) => void;
};

export function TopicStep({ topics: known, chosen, onChoose }: TopicStepProps) {
  const topics = known.filter(({ code, off }) => off !== true || code === chosen);
  const isAmongUsual = topics.slice(0, USUAL_COUNT).some(({ code }) => code === chosen);
  const [all, setAll] = useState(chosen !== null && !isAmongUsual);
  const shown = all ? topics : topics.slice(0, USUAL_COUNT);
  const hidden = topics.length - shown.length;
  return (
    <>
      <Choices label={t("Topics")}>
        {shown.map(({ code, name }) => (
          <Heard key={code} says={name}>
            <Choice pressed={code === chosen} onPress={() => onChoose(code)}>
              <TopicPictogram topic={code} size="large" />
              {t(name)}
            </Choice>
          </Heard>
        ))}
      </Choices>
      {hidden > 0 && (
        <Button wide sign="plus" onPress={() => setAll(true)}>
          {t("{count} other topics", { count: hidden })}
        </Button>
      )}
    </>
  );
}
