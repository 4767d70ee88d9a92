/** What a household sells online, in lines of words; only what somebody has asked. */
import { formatDay } from "../../../i18n/formats.ts";
import { t } from "../../../i18n/translate.ts";
import type { Day } from "../../phone-types.ts";
import type { Seller } from "../../seller.ts";
import { obstacleLabel, platformLabel, saleLabel } from "./words.ts";

const yesNo = (answer: boolean): string => (answer ? t("Yes") : t("No"));

/** The lines of *seller*, without a frame. */
export function SellerLines({ seller }: { readonly seller: Seller }) {
  const { shop, platform, listed, product, sale, obstacle } = seller;
  const lines = [
    { name: t("Shop online"), said: platform === undefined ? (shop === undefined ? null : yesNo(shop)) : platformLabel(platform) },
    { name: t("Product listed"), said: product ?? (listed === undefined ? null : yesNo(listed)) },
    { name: t("Last sale online"), said: sale === undefined ? null : saleLabel(sale) },
    { name: t("What stands in the way?"), said: obstacle === undefined ? null : obstacleLabel(obstacle) },
  ];
  return (
    <>
      {lines.map(({ name, said }) =>
        said === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{said}</dd>
          </div>
        ),
      )}
    </>
  );
}

export function SellerCard({ seller, on }: { readonly seller: Seller; readonly on: Day }) {
  return (
    <section class="stack" aria-labelledby="seller-title">
      <div>
        <h2 id="seller-title">{t("Selling online")}</h2>
        <p class="soft small tabular">{t("As of {day}", { day: formatDay(on) })}</p>
      </div>
      <dl class="facts card">
        <SellerLines seller={seller} />
      </dl>
    </section>
  );
}
