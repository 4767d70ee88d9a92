/** Search that forgives: no diacritics, no case, đ is d, and Hoà finds Hòa. */

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

/** Whether every word of *query* begins a word of *text*, both searchable already; an empty query matches all. */
export function isFound(text: string, query: string): boolean {
  return query.split(" ").every((wanted) => text.startsWith(wanted) || text.includes(` ${wanted}`));
}

export const matches = (text: string, query: string): boolean => isFound(searchable(text), searchable(query));
