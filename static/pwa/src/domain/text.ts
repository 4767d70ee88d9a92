/** Search that forgives: no diacritics, no case, đ is d, Hoà finds Hòa, Lí finds Lý. */

/** Text reduced to what is compared: lower case, no marks, single spaces. */
export function searchable(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replaceAll("đ", "d")
    .replaceAll("Đ", "d")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

const OTHER: Readonly<Record<string, string>> = { i: "y", y: "i", c: "k", k: "c" };

/**
 * *wanted* as others spell it, "" when nobody does; with a space behind it when only the whole word will do: Lý and Lí
 * (who looks for Lý does not mean Liên), Quý and Quí, Bắc Kạn and Bắc Cạn, Phja and Phia.
 */
function otherwise(wanted: string): string {
  const rhyme = /^(qu|[bcdghklmnprstvx]+|)([iy])$/.exec(wanted);
  if (rhyme !== null) return `${rhyme[1]}${OTHER[rhyme[2] ?? ""]} `;
  const first = /^([ck])([aou].*)$/.exec(wanted);
  if (first !== null) return `${OTHER[first[1] ?? ""]}${first[2]}`;
  const glide = /^([bcdghklmnprstv]+)([ij])([aeou].*)$/.exec(wanted);
  return glide === null ? "" : `${glide[1]}${glide[2] === "j" ? "i" : "j"}${glide[3]}`;
}

/** Whether every word of *query* begins a word of *text*, both searchable already; an empty query matches all. */
export function isFound(text: string, query: string): boolean {
  return query.split(" ").every((wanted) => {
    if (text.startsWith(wanted) || text.includes(` ${wanted}`)) return true;
    const other = otherwise(wanted);
    return other !== "" && ` ${text} `.includes(` ${other}`);
  });
}

export const matches = (text: string, query: string): boolean => isFound(searchable(text), searchable(query));
