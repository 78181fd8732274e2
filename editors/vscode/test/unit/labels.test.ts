import assert from "node:assert/strict";
import test from "node:test";
import { count, matchText, qualifiedName, row, summary } from "../../src/pure/labels";
import { result } from "./results";

test("a row shows icon, name, match, container, place and documentation", () => {
  const method = result({
    kind: 6,
    containerName: "Upload",
    documentation: "Try again,\n  later.",
  });
  assert.deepEqual(row(method), {
    label: "$(symbol-method) retry",
    description: "92% · Upload · src/upload.py:11",
    detail: "Try again, later.",
  });
});

test("without documentation the declaration stands there", () => {
  assert.equal(row(result()).detail, "def retry(times)");
});

test("a part of a function says so, and is named for its function", () => {
  const block = result({ block: true, containerName: "Upload.retry" });
  assert.equal(row(block).description, "92% · part of the function · src/upload.py:11");
  assert.equal(row(block).label, "$(symbol-snippet) retry");
  assert.equal(qualifiedName(block), "Upload.retry");
});

test("code never becomes an icon", () => {
  const shell = result({ name: "$(x)", documentation: "Prints $(date)." });
  assert.doesNotMatch(row(shell).label.replace("$(symbol-function)", ""), /\$\(/);
  assert.doesNotMatch(row(shell).detail, /\$\(/);
});

test("copies say what was done to them", () => {
  assert.equal(matchText(result({ alike: "renamed", match: 97 })), "97% renamed copy");
  assert.equal(matchText(result({ match: 40 })), "40%");
});

test("a long text is cut at the end", () => {
  const text = summary(result({ documentation: "word ".repeat(100) }), 50);
  assert.equal(text.length, 50);
  assert.ok(text.endsWith("word…") || text.endsWith("…"));
});

test("numbers have separators and nouns their plural", () => {
  assert.equal(count(1, "file"), "1 file");
  assert.equal(count(0, "file"), "0 files");
  assert.equal(count(12345, "file"), "12,345 files");
});
