// The typed entry and the loader are one: `tsc` fails where they part, in either direction.
import { expect, expectTypeOf, it } from "vitest";
import * as loader from "../../src/loader/index";
import type { KirjuriApi, Options } from "../../src/loader/kirjuri";

it("promises what the loader gives, and nothing else", () => {
  expectTypeOf(loader).toExtend<KirjuriApi>();
  expectTypeOf<Options>().toExtend<loader.Options>();
  expectTypeOf<loader.Options>().toExtend<Options>();
  expectTypeOf<keyof typeof loader>().toEqualTypeOf<keyof KirjuriApi>();
  expect(Object.keys(loader).sort()).toEqual([
    "close",
    "identify",
    "logout",
    "on",
    "open",
    "start",
  ] satisfies (keyof KirjuriApi)[]);
});

it("is there for a page as a global", () => {
  expectTypeOf<Window["Kirjuri"]>().toEqualTypeOf<KirjuriApi>();
  expectTypeOf<Parameters<KirjuriApi["on"]>[0]>().toEqualTypeOf<"unread">();
});
