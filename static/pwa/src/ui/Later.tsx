/** Pages whose code comes when they are first opened. The worker keeps them all, so no network is needed for it. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { readLaterWords, t } from "../i18n/translate.ts";
import { Button } from "./Button.tsx";
import { Notice } from "./Notice.tsx";

/** `ahead` fetches its code before anybody asks for it. */
export type LaterPage<Props extends object> = ComponentType<Props> & { readonly ahead: () => Promise<unknown> };

/**
 * A page that draws itself once *load* has its code, and the words of the later rooms are there. When that fails *Otherwise* stands there; without one it says so,
 * and offers to open the app again.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Otherwise?: ComponentType<Props>,
): LaterPage<Props> {
  let known: ComponentType<Props> | undefined;
  const bring = async (): Promise<ComponentType<Props>> => {
    const [page] = await Promise.all([load(), readLaterWords()]);
    known = page;
    return page;
  };
  return Object.assign(Later, { ahead: bring });

  function Later(props: Props) {
    const [Code, setCode] = useState<{ readonly page: ComponentType<Props> } | "failed" | undefined>(
      known === undefined ? undefined : { page: known },
    );
    useEffect(() => {
      if (Code !== undefined) return;
      bring().then(
        (page) => setCode({ page }),
        (error: unknown) => {
          console.error("page", error);
          setCode("failed");
        },
      );
    }, []);
    if (Code === undefined) return <p class="page-main soft">{t("Opening…")}</p>;
    if (Code === "failed" && Otherwise !== undefined) return <Otherwise {...props} />;
    if (Code === "failed")
      return (
        <main class="page-main stack">
          <Notice tone="problem" title={t("This page did not open")} urgent>
            <p>{t("Nothing is lost. Open the app again; if it still fails, come back when there is signal.")}</p>
          </Notice>
          <Button kind="primary" wide onPress={() => location.reload()}>
            {t("Open the app again")}
          </Button>
        </main>
      );
    return <Code.page {...props} />;
  }
}
