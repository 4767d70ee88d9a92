/**
 * Whether this page runs inside another app's own browser. What is saved there is lost with that app and cannot be
 * installed, so a code must not be spent there. Judged by the names that these browsers put into their user agent. Pure.
 */

const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/\bZalo/i, "Zalo"],
  [/FBAN|FBAV|FB_IAB|FBIOS/, "Facebook"],
  [/Orca-Android|MessengerForiOS|MessengerLite/, "Messenger"],
  [/Instagram/, "Instagram"],
  [/musical_ly|BytedanceWebview|TikTok|trill_/i, "TikTok"],
  [/\bLine\//, "LINE"],
  [/Viber/i, "Viber"],
  [/Telegram/i, "Telegram"],
  [/MicroMessenger/, "WeChat"],
];

/** The app's name; "" when it is some app's browser without a name; null in a true browser. */
export function inAppBrowser(userAgent: string): string | null {
  for (const [sign, name] of SIGNS) {
    if (sign.test(userAgent)) return name;
  }
  const isAndroidWebView = /Android/.test(userAgent) && /; wv\)/.test(userAgent);
  return isAndroidWebView ? "" : null;
}

/** A link by which Android opens *address* in Chrome; null elsewhere. */
export function chromeLink(address: string, userAgent: string): string | null {
  if (!/Android/.test(userAgent)) return null;
  const { protocol, host, pathname, search, hash } = new URL(address);
  return `intent://${host}${pathname}${search}${hash}#Intent;scheme=${protocol.replace(":", "")};package=com.android.chrome;end`;
}
