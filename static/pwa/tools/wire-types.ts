/** Writes the wire's types from the server's OpenAPI page (stdin) to stdout; `make types` calls it. */
import { text } from "node:stream/consumers";
import { compile, type JSONSchema } from "json-schema-to-typescript";

type Loose = { [key: string]: unknown };
type Page = { readonly components: { readonly schemas: { readonly [name: string]: Loose } } };

/** Of flask-smorest and of the desk: nothing that a phone sends or reads. */
const NOT_ON_THE_WIRE = ["Error", "PaginationMetadata", "PlaceKind"];
const BANNER = `/**
 * The wire as the server describes it: generated from its OpenAPI page by \`make types\`, never edited.
 * Types only; what came over the network is still to be looked at before it is believed.
 */`;

const page = JSON.parse(await text(process.stdin)) as Page;
/** Of other systems' doors: no phone knocks there. */
const OF_SYSTEMS = /^Api[A-Z]/;
const names = Object.keys(page.components.schemas).filter(
  (name) => !NOT_ON_THE_WIRE.includes(name) && !OF_SYSTEMS.test(name),
);
const listOf = (codes: unknown): string => JSON.stringify(Array.isArray(codes) ? codes.filter(Boolean) : codes);
const wordsByCodes = new Map(
  names.flatMap((name) => {
    const codes = page.components.schemas[name]?.enum;
    return codes === undefined ? [] : [[listOf(codes), name] as const];
  }),
);

/** A list of codes that has a name is called by it. */
function named(codes: unknown): Loose | undefined {
  const name = Array.isArray(codes) ? wordsByCodes.get(listOf(codes)) : undefined;
  if (name === undefined) return undefined;
  const words = { $ref: `#/definitions/${name}` };
  return (codes as unknown[]).includes(null) ? { anyOf: [words, { type: "null" }] } : words;
}

/** The generator knows an older JSON Schema: other places for references and for lists whose places differ. */
function older(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(older);
  if (typeof value !== "object" || value === null) return value;
  const { prefixItems, items, ...rest } = value as Loose;
  const words = named(rest.enum);
  if (words !== undefined) return words;
  const told = Object.entries(rest).map(([key, part]) => [key, older(part)] as const);
  const again: Loose = Object.fromEntries(told);
  if (typeof again.$ref === "string") return { $ref: again.$ref.replace("#/components/schemas/", "#/definitions/") };
  if (Array.isArray(prefixItems)) return { ...again, items: older(prefixItems), additionalItems: false };
  if (items !== undefined) again.items = older(items);
  // How long a list may be is no matter of types.
  const { minItems: _, maxItems: __, ...unbounded } = again;
  return "items" in again ? unbounded : again;
}

/** Aliases, since only they may be read as plain JSON; and nobody changes what came or what was said. */
function inHouseStyle(source: string): string {
  return source
    .replace(/^export interface (\w+) \{\n([\s\S]*?)^\}/gm, "export type $1 = {\n$2};")
    .replace(/^( +)(\[k: string\]|"?[\w.]+"?\??):/gm, "$1readonly $2:")
    .replace(/( [=|] )\[/g, "$1readonly [")
    .replace(/(\w+|\([^()]*\))\[\]/g, "readonly $1[]")
    .replace(/readonly (\w+)\[\]\[\]/g, "readonly (readonly $1[])[]")
    .replace(/^export type Wire = \{\n[\s\S]*?^\};\n/m, "");
}

const isWords = (schema: Loose | undefined): boolean => schema !== undefined && "enum" in schema;
const definitions = Object.fromEntries(
  names.sort().map((name) => {
    const schema = page.components.schemas[name];
    return [name, { title: name, ...(isWords(schema) ? schema : (older(schema) as Loose)) }];
  }),
);
const all = Object.fromEntries(names.map((name) => [name, { $ref: `#/definitions/${name}` }]));
const root = { title: "Wire", type: "object", properties: all, required: names, definitions } as JSONSchema;
const source = await compile(root, "Wire", {
  additionalProperties: false,
  bannerComment: BANNER,
  style: { printWidth: 120 },
});
process.stdout.write(inHouseStyle(source));
