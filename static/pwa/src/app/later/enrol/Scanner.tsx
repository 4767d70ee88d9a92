/** The camera, looking for an invitation's QR. */
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../../i18n/translate.ts";
import { Button } from "../../../ui/Button.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { codeInScan } from "../../enrol/code.ts";
import { scan } from "./scan.ts";

type ScannerProps = { readonly onCode: (code: string) => void; readonly onClose: () => void };

export function Scanner({ onCode, onClose }: ScannerProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [isRefused, setIsRefused] = useState(false);
  const [isOther, setIsOther] = useState(false);
  useEffect(() => {
    let stop: (() => void) | null = null;
    let isClosed = false;
    const begin = async () => {
      if (video.current === null) return;
      try {
        stop = await scan(video.current, (text) => {
          const code = codeInScan(text);
          setIsOther(code === null);
          if (code !== null) onCode(code);
        });
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
        setIsRefused(true);
      }
      if (isClosed) stop?.();
    };
    void begin();
    return () => {
      isClosed = true;
      stop?.();
    };
  }, []);
  return (
    <div class="stack">
      {isRefused ? (
        <Notice tone="problem" title={t("The camera cannot be used")} urgent>
          <p>{t("Allow the camera for this page, or type the code below.")}</p>
        </Notice>
      ) : (
        <video ref={video} class="camera" muted playsInline aria-label={t("Camera picture")} />
      )}
      <p role="status">
        {isOther ? t("This QR is not an invitation of the commune.") : t("Hold the QR in front of the camera.")}
      </p>
      <Button wide onPress={onClose}>
        {t("Close the camera")}
      </Button>
    </div>
  );
}
