/** Every topic, outcome, state and sign has a drawing of its own, on the grid, and the desk draws it alike. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { OUTCOMES } from "../../src/domain/words.ts";
import { OUTCOME_DRAWINGS, SIGN_DRAWINGS } from "../../src/ui/sign-drawings.ts";
import { STATE_DRAWINGS } from "../../src/ui/state-drawings.ts";
import { TOPIC_DRAWINGS, UNKNOWN_TOPIC } from "../../src/ui/topic-drawings.ts";

const SOURCE = join(import.meta.dirname, "../../src");
const OFFICE = join(import.meta.dirname, "../../../../tocongnghe");
const TOPICS = readFileSync(join(OFFICE, "catalogue/topics.yaml"), "utf8").matchAll(/\{code: (\w+)/g);
const ICONS = readFileSync(join(OFFICE, "templates/parts/icons.html"), "utf8");
/** The server's codes of an assist's state, and the phone's names of them. */
const ASSIST_STATES = { submitted: "received", approved: "approved", returned: "returned", withdrawn: "withdrawn" } as const;

const tight = (path: string): string => path.replaceAll(" -", "-");

test("each topic of the catalogue, each outcome and each state is drawn, none like another", () => {
  expect(Object.keys(TOPIC_DRAWINGS).sort()).toEqual([...TOPICS].map(([, code]) => code).sort());
  expect(Object.keys(OUTCOME_DRAWINGS).sort()).toEqual([...OUTCOMES].sort());
  const drawings = [
    UNKNOWN_TOPIC,
    ...Object.values(TOPIC_DRAWINGS),
    ...Object.values(OUTCOME_DRAWINGS),
    ...Object.values(SIGN_DRAWINGS),
    ...Object.values(STATE_DRAWINGS).map((mark) => mark.flat().join()),
  ];
  expect(new Set(drawings).size).toBe(drawings.length);
});

test("every sign that a screen names is drawn", () => {
  const named = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".tsx"))
    .flatMap((name) => [
      ...readFileSync(join(SOURCE, name), "utf8").matchAll(/<Sign name="(\w+)"|\bsign(?:=|: )"(\w+)"/g),
    ])
    .map((match) => match[1] ?? match[2] ?? "");
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((name) => !(name in SIGN_DRAWINGS))).toEqual([]);
});

test("what desk and phone both draw is one drawing", () => {
  const own: Readonly<Record<string, string>> = { ...SIGN_DRAWINGS, ...OUTCOME_DRAWINGS };
  const shared = [...ICONS.matchAll(/^ {2}"(\w+)": "(M[^"]+)",$/gm)].filter(([, name = ""]) => name in own);
  expect(shared.map(([, name]) => name)).toEqual(expect.arrayContaining([...OUTCOMES, "check", "warning", "paper"]));
  for (const [, name = "", path = ""] of shared) expect(tight(path), name).toBe(tight(own[name] ?? ""));
});

test("the mark of a state is the same on the desk", () => {
  const marks = [...ICONS.matchAll(/^ {2}"(\w+)": (\[\[.+\]\]),$/gm)];
  expect(marks.map(([, code]) => code)).toEqual(Object.keys(ASSIST_STATES));
  for (const [, code = "", said = ""] of marks) {
    const mark = STATE_DRAWINGS[ASSIST_STATES[code as keyof typeof ASSIST_STATES]];
    expect(tight(said), code).toBe(tight(JSON.stringify(mark).replaceAll('","', '", "').replaceAll("],[", "], [")));
  }
});
