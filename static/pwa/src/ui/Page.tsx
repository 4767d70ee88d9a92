/** The frame of a page: head with a way back, one column, and a foot that stays within the thumb's reach. */
import type { ComponentChildren } from "preact";
import { useContext, useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/translate.ts";
import { Button, LinkButton } from "./Button.tsx";
import { HelpDoor } from "./help-door.ts";

type PageProps = {
  readonly title: string;
  /** What the browser may remember of the page in place of its title, which names somebody. */
  readonly publicTitle?: string;
  /** Of the title, where it is data in another language than Vietnamese. */
  readonly lang?: string | undefined;
  readonly onBack?: () => void;
  readonly foot?: ComponentChildren;
  readonly children: ComponentChildren;
};

export function Page({ title, publicTitle = title, lang, onBack, foot, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // A reader of a screen reader hears where they have come to; no ring is drawn round a heading.
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = t("{page} · Digital technology team", { page: publicTitle });
  }, [publicTitle]);
  return (
    <>
      <header class={onBack === undefined ? "page-head page-head-plain" : "page-head"}>
        {onBack !== undefined && <Button kind="icon" sign="back" label={t("Back")} onPress={onBack} />}
        <h1 ref={heading} tabIndex={-1} lang={lang}>
          {title}
        </h1>
        <HelpButton />
      </header>
      <main class="page-main stack-wide">{children}</main>
      {foot !== undefined && <footer class="page-foot">{foot}</footer>}
    </>
  );
}

/** The way to the help for the very page that it stands on. */
export function HelpButton() {
  const address = useContext(HelpDoor);
  return address === null ? null : <LinkButton kind="icon" sign="help" label={t("Help for this page")} href={address} />;
}
