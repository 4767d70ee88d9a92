/** What the topic asks besides the outcome; every answer may be left out. */
import type { ComponentChildren } from "preact";
import { t } from "../../../i18n/translate.ts";
import { Choice, Choices } from "../../../ui/Choice.tsx";
import { TextField } from "../../../ui/Field.tsx";
import type { Extra } from "../../log/extra.ts";
import { OBSTACLES, PLATFORMS, SALES, type Seller } from "../../seller.ts";
import { LAST_USES, STAGES } from "../../village-codes.ts";
import { lastUseLabel, stageLabel } from "../village-words.ts";
import { obstacleLabel, platformLabel, saleLabel } from "./words.ts";

const PRODUCT_LENGTH = 80;

type ExtraFieldsProps = {
  readonly asked: { readonly stage: boolean; readonly lastUsed: boolean; readonly seller: boolean };
  readonly value: Extra;
  readonly onChange: (change: Partial<Extra>) => void;
};

type OneOfProps<Word extends string> = {
  readonly label: string;
  readonly words: readonly Word[];
  readonly value: Word | null;
  readonly say: (word: Word) => string;
  readonly onChange: (word: Word | null) => void;
};

/** One answer or none: a second tap takes it back. */
function OneOf<Word extends string>({ label, words, value, say, onChange }: OneOfProps<Word>) {
  return (
    <Question label={label}>
      {words.map((word) => (
        <Choice key={word} shape="slim" pressed={word === value} onPress={() => onChange(word === value ? null : word)}>
          {say(word)}
        </Choice>
      ))}
    </Question>
  );
}

function Question({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <div class="stack">
      <h3>{label}</h3>
      <Choices label={label} layout="pair">
        {children}
      </Choices>
    </div>
  );
}

export function ExtraFields({ asked, value, onChange }: ExtraFieldsProps) {
  return (
    <>
      {asked.stage && (
        <OneOf
          label={t("How far have they come?")}
          words={STAGES}
          value={value.stage}
          say={stageLabel}
          onChange={(stage) => onChange({ stage })}
        />
      )}
      {asked.lastUsed && (
        <OneOf
          label={t("When was it last used?")}
          words={LAST_USES}
          value={value.lastUsed}
          say={lastUseLabel}
          onChange={(lastUsed) => onChange({ lastUsed })}
        />
      )}
      {asked.seller && <SellerFields value={value.seller} onChange={(seller) => onChange({ seller })} />}
    </>
  );
}

type SellerFieldsProps = { readonly value: Seller; readonly onChange: (seller: Seller) => void };

function SellerFields({ value, onChange }: SellerFieldsProps) {
  const set = <Name extends keyof Seller>(name: Name, answer: Seller[Name] | null) => {
    const { [name]: _, ...others } = value;
    onChange(answer === null ? (others as Seller) : { ...value, [name]: answer });
  };
  const yesNo = (name: "shop" | "listed", label: string) => (
    <Question label={label}>
      {[true, false].map((answer) => (
        <Choice
          key={String(answer)}
          shape="slim"
          pressed={value[name] === answer}
          onPress={() => set(name, value[name] === answer ? null : answer)}
        >
          {answer ? t("Yes") : t("No")}
        </Choice>
      ))}
    </Question>
  );
  return (
    <details class="fold" open={Object.keys(value).length > 0}>
      <summary>{t("Selling online (if known)")}</summary>
      <div class="fold-body stack-wide">
        {yesNo("shop", t("Is there a shop online?"))}
        {value.shop === true && (
          <OneOf
            label={t("Where?")}
            words={PLATFORMS}
            value={value.platform ?? null}
            say={platformLabel}
            onChange={(platform) => set("platform", platform)}
          />
        )}
        {yesNo("listed", t("Is a product listed?"))}
        {value.listed === true && (
          <TextField
            label={t("Which product?")}
            maxLength={PRODUCT_LENGTH}
            value={value.product ?? ""}
            onChange={(product) => set("product", product === "" ? null : product)}
          />
        )}
        <OneOf
          label={t("Last sale online")}
          words={SALES}
          value={value.sale ?? null}
          say={saleLabel}
          onChange={(sale) => set("sale", sale)}
        />
        <OneOf
          label={t("What stands in the way?")}
          words={OBSTACLES}
          value={value.obstacle ?? null}
          say={obstacleLabel}
          onChange={(obstacle) => set("obstacle", obstacle)}
        />
      </div>
    </details>
  );
}
