/** Words for what a household sells and what stands in its way. */
import { t } from "../../../i18n/translate.ts";
import type { OBSTACLES, PLATFORMS, SALES } from "../../seller.ts";

/** Names of shops are names; only "another" is a word. */
export function platformLabel(code: (typeof PLATFORMS)[number]): string {
  const names = {
    zalo: "Zalo",
    facebook: "Facebook",
    tiktok: "TikTok",
    postmart: "Postmart",
    voso: "Vỏ Sò",
    other: t("Another place"),
  };
  return names[code];
}

export function saleLabel(code: (typeof SALES)[number]): string {
  const words = {
    "30_days": t("Within 30 days"),
    "90_days": t("Within 90 days"),
    longer: t("Longer ago"),
    never: t("Nothing sold yet"),
    unknown: t("Not known"),
  };
  return words[code];
}

export function obstacleLabel(code: (typeof OBSTACLES)[number]): string {
  const words = {
    no_photo: t("No good photos"),
    packaging: t("Packaging"),
    transport: t("Transport"),
    price: t("Price"),
    payment: t("Getting paid"),
    no_time: t("No time"),
    no_signal: t("No signal"),
    other: t("Another reason"),
  };
  return words[code];
}
