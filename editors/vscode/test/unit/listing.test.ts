import assert from "node:assert/strict";
import test from "node:test";
import { byFile, splitPath, withoutResults, type Listing } from "../../src/pure/listing";
import { asMarkdown, lastLine } from "../../src/pure/markdown";
import { result } from "./results";

const best = result({ name: "best", path: "a.py" });
const second = result({ name: "second", path: "src/b.py", match: 80 });
const third = result({ name: "third", path: "a.py", match: 70 });
const LISTING: Listing = {
  question: { kind: "search", query: "retry `it`" },
  results: [best, second, third],
};

test("files come in the order of their best result", () => {
  const groups = byFile(LISTING.results);
  assert.deepEqual(
    groups.map((group) => [group.path, group.results.map((one) => one.name)]),
    [
      ["a.py", ["best", "third"]],
      ["src/b.py", ["second"]],
    ],
  );
});

test("what is dismissed is gone, and the rest keeps its order", () => {
  assert.deepEqual(withoutResults(LISTING, [second]).results, [best, third]);
});

test("a path is a folder and a name", () => {
  assert.deepEqual(splitPath("src/http/client.py"), ["src/http", "client.py"]);
  assert.deepEqual(splitPath("client.py"), ["", "client.py"]);
});

test("as Markdown with links", () => {
  const documented = result({ containerName: "Upload", documentation: "Again, *later*." });
  const text = asMarkdown({ ...LISTING, results: [documented] }, () => "https://example.com/x");
  assert.equal(
    text,
    [
      "Search: `` retry `it` ``",
      "",
      "1. [`Upload.retry`](https://example.com/x) (src/upload.py:10-15) – 92%  ",
      "   Again, \\*later\\*.",
      "",
    ].join("\n"),
  );
});

test("as Markdown without links", () => {
  const text = asMarkdown({ ...LISTING, results: [best] }, () => undefined);
  assert.match(text, /^1\. `best` \(a\.py:10-15\) – 92%/m);
});

test("a range that ends where a line begins does not hold that line", () => {
  assert.equal(lastLine(3, { line: 7, character: 0 }), 7);
  assert.equal(lastLine(3, { line: 7, character: 2 }), 8);
  assert.equal(lastLine(3, { line: 3, character: 0 }), 4);
});
