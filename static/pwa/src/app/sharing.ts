/** Handing words and files to other apps of this phone. */

export function canShareText(): boolean {
  return typeof navigator.share === "function";
}

/** Closing the share sheet is no mistake. */
async function share(data: ShareData): Promise<boolean> {
  try {
    await navigator.share(data);
    return true;
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}

export function shareText(text: string): Promise<boolean> {
  return share({ text });
}

/** False when the browser keeps the clipboard to itself; the words stand on the page. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Through the share sheet where it takes files, else a download; null when the reader closed the sheet. */
export async function handOver(name: string, text: string): Promise<"shared" | "downloaded" | null> {
  const file = new File([text], name, { type: "text/plain" });
  if (typeof navigator.canShare === "function" && navigator.canShare({ files: [file] })) {
    return (await share({ files: [file] })) ? "shared" : null;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return "downloaded";
}
