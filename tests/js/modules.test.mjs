import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

const ASSETS = new URL("../../backlot/viewer/assets/", import.meta.url);
const names = readdirSync(ASSETS).filter((name) => name.endsWith(".js")).sort();

// main.js is the beginning: it draws as soon as it is loaded
for (const name of names.filter((each) => each !== "main.js")) {
  test(`${name} can be loaded where there is no page`, async () => {
    assert.equal(typeof globalThis.document, "undefined");
    assert.ok(Object.keys(await import(new URL(name, ASSETS))).length > 0);
  });
}

test("every name a module takes from another is there", async () => {
  for (const name of names) {
    const source = readFileSync(new URL(name, ASSETS), "utf8");
    for (const [, taken, from] of source.matchAll(/^import \{([^}]+)\} from "#viewer\/([\w.-]+)";$/gm)) {
      assert.ok(names.includes(from), `${name} takes from ${from}`);
      const given = Object.keys(await import(new URL(from, ASSETS)));
      for (const each of taken.split(",").map((part) => part.trim()).filter(Boolean)) {
        assert.ok(given.includes(each.split(" as ")[0]), `${name} takes ${each} from ${from}`);
      }
    }
  }
});

test("modules are taken by the name the page's import map gives, and in no other way", () => {
  for (const name of names) {
    const source = readFileSync(new URL(name, ASSETS), "utf8");
    const lines = source.split("\n").filter((line) => /^\s*(import|export)\b.*\bfrom "/.test(line));
    for (const line of lines) assert.match(line, /from "#viewer\/[\w-]+\.js";$/, name);
    assert.doesNotMatch(source, /\bimport\s*\((?!"#viewer\/[\w-]+\.js"\))/, name);
  }
});
