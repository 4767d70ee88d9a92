/** The household list: search, recent first, a new one. */
import { useState } from "preact/hooks";
import { t } from "../../i18n/translate.ts";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { Sign } from "../../ui/Pictogram.tsx";
import { Receipt } from "../../ui/Receipt.tsx";
import { useSecondLook } from "../../ui/second-look.ts";
import { useSnapshot } from "../context.ts";
import { findHouseholds } from "../HouseholdPicker.tsx";
import type { HouseholdView } from "../phone-types.ts";
import { villageName } from "../places.ts";

/** Drawn at a time; a long list stays quick on a slow phone. */
const PAGE = 20;
/** Fill the screen, and are drawn first. */
const FIRST = 6;

const isHelped = (outcome: string): boolean => outcome === "helped" || outcome === "already_had";

function HouseholdItem({ household }: { readonly household: HouseholdView }) {
  const snapshot = useSnapshot();
  const reached = Object.values(household.reached).filter(isHelped).length;
  const village = villageName(snapshot, household.village);
  return (
    <li>
      <a class="item" href={`#/household/${household.id}`}>
        <Sign name="houses" />
        <span class="item-text">
          <span class="item-title">{household.headName}</span>
          <span class="soft small">
            {!snapshot.isWhole
              ? village
              : snapshot.villages.length > 1
                ? t("{village} · {count} topics reached", { village, count: reached })
                : t("{count} topics reached", { count: reached })}
          </span>
          {household.consent !== "given" && (
            <>
              <br />
              <span class="chip chip-off">
                {household.consent === "withdrawn" ? t("Consent withdrawn") : t("Consent not asked")}
              </span>
            </>
          )}
          {(household.receipt === "saved" || household.receipt === "attention") && (
            <>
              <br />
              <Receipt state={household.receipt} />
            </>
          )}
        </span>
        <Sign name="next" />
      </a>
    </li>
  );
}

export function Households() {
  const { households } = useSnapshot();
  const [query, setQuery] = useState("");
  const [limit, setLimit] = useState(PAGE);
  const isSecondLook = useSecondLook(query);
  const found = findHouseholds(households, query);
  const add = (
    <LinkButton wide sign="plus" href="#/household-new">
      {t("New household")}
    </LinkButton>
  );
  if (households.length === 0) {
    return (
      <Page title={t("Our households")}>
        <Empty sign="houses" words={t("No households yet. The first one comes with the first assist, or add it here.")}>
          {add}
        </Empty>
      </Page>
    );
  }
  return (
    <Page title={t("Our households")}>
      <div class="stack">
        <TextField type="search" label={t("Find a household by name")} value={query} onChange={setQuery} />
        <p role="status" class="soft small">
          {found.length === 0
            ? t("No household by this name. Check the spelling, or add a new household.")
            : t("{count} households", { count: found.length })}
        </p>
        <ul class="list">
          {found.slice(0, isSecondLook ? limit : FIRST).map((household) => (
            <HouseholdItem key={household.id} household={household} />
          ))}
        </ul>
        {found.length > limit && (
          <Button wide onPress={() => setLimit(limit + PAGE)}>
            {t("Show more")}
          </Button>
        )}
        {add}
      </div>
    </Page>
  );
}
