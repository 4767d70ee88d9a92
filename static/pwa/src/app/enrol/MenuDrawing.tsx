/** A drawn phone: the three dots, the open menu, the line to press. Numbers match the list below it. */
import { t } from "../../i18n/translate.ts";

export function MenuDrawing() {
  return (
    <svg
      class="drawing"
      viewBox="0 0 240 150"
      role="img"
      aria-label={t("A phone: first the three dots at the top right, then “Open in browser” in the menu.")}
    >
      <path class="body" stroke-width="2.5" d="M30 150V18A12 12 0 0 1 42 6h156a12 12 0 0 1 12 12v132" />
      <path class="bar" d="M31.5 24h177v26h-177z" />
      <path class="line" fill="none" stroke-width="3" stroke-linecap="round" d="M44 37h92" />
      <circle class="solid" cx="192" cy="30" r="2.6" />
      <circle class="solid" cx="192" cy="37" r="2.6" />
      <circle class="solid" cx="192" cy="44" r="2.6" />
      <circle class="mark" cx="192" cy="37" r="13" stroke-width="2.5" />
      <circle class="badge" cx="214" cy="37" r="9" />
      <text class="badge-text" x="214" y="41" text-anchor="middle">
        1
      </text>
      <path class="body" stroke-width="2" d="M62 58h136v80H62z" />
      <path class="line" fill="none" stroke-width="3" stroke-linecap="round" d="M74 72h60M74 126h80" />
      <path class="bar" d="M64 84h132v28H64z" />
      <path class="mark" stroke-width="2.5" d="M64 84h132v28H64z" />
      <text x="74" y="102">
        {t("Open in browser")}
      </text>
      <circle class="badge" cx="214" cy="98" r="9" />
      <text class="badge-text" x="214" y="102" text-anchor="middle">
        2
      </text>
    </svg>
  );
}
