/** Reading a QR with the phone's own detector, where the browser has one; the picture never leaves the phone. */

import { detectorMaker } from "../../enrol/detector.ts";

const LOOK_AGAIN_MS = 250;

/**
 * Shows the camera in *video* and tells *onRead* every text found, until the returned function is called.
 * Rejects with a DOMException when the camera is refused or taken.
 */
export async function scan(video: HTMLVideoElement, onRead: (text: string) => void): Promise<() => void> {
  const Maker = detectorMaker();
  if (Maker === null) return () => undefined;
  const detector = new Maker({ formats: ["qr_code"] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  await video.play();
  let isLooking = true;
  const look = async (): Promise<void> => {
    if (!isLooking) return;
    const found = video.readyState >= 2 ? await detector.detect(video) : [];
    for (const { rawValue } of found) {
      if (isLooking) onRead(rawValue);
    }
    setTimeout(() => void look(), LOOK_AGAIN_MS);
  };
  void look();
  return () => {
    isLooking = false;
    for (const track of stream.getTracks()) track.stop();
  };
}
