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
