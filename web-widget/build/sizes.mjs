// Budgets of what a visitor loads first, gzip: the build fails when one is broken.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ASSETS = join(dirname(fileURLToPath(import.meta.url)), "../../hub/web/assets");
const KB = 1024;
const BUDGETS = { "widget.js": 3 * KB, "panel.html": 45 * KB, "console.html": 120 * KB };
// One language is loaded after the page: the largest counts.
const WORDS = /^(widget|console)\.(fi|sv|en)-/;

const zipped = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

/** A page with everything it names and what that imports, and the largest of its languages. */
function firstLoad(page) {
  const seen = new Set([page]);
  const words = new Map();
  for (const name of seen) {
    const text = readFileSync(join(ASSETS, name), "utf8");
    const named = name.endsWith(".html")
      ? [...text.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((each) => each[1])
      : [...text.matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+)["'`]/g)].map(
          (each) => `assets/${each[1]}`,
        );
    for (const each of named) seen.add(each);
    for (const each of text.matchAll(
      /["'`](?:\.\/|assets\/)((?:widget|console)\.(?:fi|sv|en)-[^"'`]+)["'`]/g,
    )) {
      const path = `assets/${each[1]}`;
      if (WORDS.test(each[1]) && existsSync(join(ASSETS, path)))
        words.set(path, zipped(join(ASSETS, path)));
    }
  }
  const own = [...seen].filter((name) => !words.has(name));
  return own.reduce(
    (sum, name) => sum + zipped(join(ASSETS, name)),
    Math.max(0, ...words.values()),
  );
}

let isBroken = false;
for (const [name, most] of Object.entries(BUDGETS)) {
  if (!existsSync(join(ASSETS, name))) continue;
  const size = name.endsWith(".html") ? firstLoad(name) : zipped(join(ASSETS, name));
  const isOver = size > most;
  isBroken ||= isOver;
  process.stdout.write(
    `${name}: ${(size / KB).toFixed(1)} KB of ${most / KB} KB gzip${isOver ? ": TOO LARGE" : ""}\n`,
  );
}
process.exitCode = isBroken ? 1 : 0;
