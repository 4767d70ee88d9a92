/** Whether this browser can read a QR by itself; the reading comes with the camera. */

type Detector = { readonly detect: (source: HTMLVideoElement) => Promise<readonly { readonly rawValue: string }[]> };
type DetectorMaker = new (options: { readonly formats: readonly string[] }) => Detector;

function isDetectorMaker(value: unknown): value is DetectorMaker {
  return typeof value === "function";
}

export function detectorMaker(): DetectorMaker | null {
  const maker: unknown = Reflect.get(globalThis, "BarcodeDetector");
  return isDetectorMaker(maker) ? maker : null;
}

export function canScan(): boolean {
  return detectorMaker() !== null && "mediaDevices" in navigator;
}
