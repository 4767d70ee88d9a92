/** The rooms' way to half-filled sheets. */
export { type SheetState, useSheet } from "../../use-sheet.ts";
