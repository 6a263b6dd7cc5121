// Writes src/shared/protocol.ts from protocol.schema.json, which the hub prints from its models.
import { readFileSync, writeFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const schema = JSON.parse(readFileSync("protocol.schema.json", "utf8"));
// Titles of properties would each become a type of their own.
const untitled = (value, isTop = false) => {
  if (Array.isArray(value)) return value.map((each) => untitled(each));
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(
    ([key, inner]) => isTop || key !== "title" || typeof inner !== "string",
  );
  return Object.fromEntries(kept.map(([key, inner]) => [key, untitled(inner)]));
};
const bare = untitled(schema);
bare.title = schema.title;
const printed = await compile(bare, "Protocol", {
  additionalProperties: false,
  ignoreMinAndMaxItems: true,
  bannerComment:
    "// The wire of the hub, made of protocol.schema.json by `npm run protocol`: never by hand.",
  strictIndexSignatures: true,
  unreachableDefinitions: false,
  format: true,
});
writeFileSync("src/shared/protocol.ts", printed);
