/** Which village; asked only when the team has several. */
import { t } from "../i18n/translate.ts";
import { Choice, Choices } from "../ui/Choice.tsx";
import { useSnapshot } from "./context.ts";
import { preferences } from "./preferences.ts";

/** The village to begin with: the last one used while it is still on the list, else the first. */
export function useUsualVillage(): string {
  const { villages } = useSnapshot();
  const last = villages.find(({ code }) => code === preferences.value.lastVillage);
  return (last ?? villages[0])?.code ?? "";
}

type VillageChoiceProps = { readonly chosen: string; readonly onChoose: (village: string) => void };

export function VillageChoice({ chosen, onChoose }: VillageChoiceProps) {
  const { villages } = useSnapshot();
  if (villages.length < 2) return null;
  return (
    <div class="stack">
      <p class="field-label">{t("Which village?")}</p>
      <Choices label={t("Which village?")} layout="pair">
        {villages.map(({ code, name }) => (
          <Choice key={code} shape="slim" pressed={code === chosen} onPress={() => onChoose(code)}>
            {name}
          </Choice>
        ))}
      </Choices>
    </div>
  );
}
