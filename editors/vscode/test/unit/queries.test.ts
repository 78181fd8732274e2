import assert from "node:assert/strict";
import test from "node:test";
import { endsInFilter, isWhole, needsValue, proposals } from "../../src/pure/filters";
import { asQuery, forget, MOST_REMEMBERED, remember } from "../../src/pure/history";

test("the latest search comes first, and none twice", () => {
  assert.deepEqual(remember(["b", "a"], " a "), ["a", "b"]);
  assert.deepEqual(remember(["a  b"], "a b"), ["a b", "a  b"]);
  assert.deepEqual(remember(["a"], "  "), ["a"]);
  assert.deepEqual(forget(["b", "a"], "b"), ["a"]);
});

test("old searches are forgotten", () => {
  const many = Array.from({ length: 50 }, (_, number) => `query ${number}`);
  assert.equal(remember(many, "new").length, MOST_REMEMBERED);
});

test("a selection becomes one line of whole words", () => {
  assert.equal(asQuery("def retry():\n    pass\n"), "def retry(): pass");
  assert.equal(asQuery("word ".repeat(99), 12), "word word");
});

test("a completion takes the place of what was typed", () => {
  const completion = { text: "python", detail: "language", start: 11, end: 13 };
  assert.deepEqual(proposals("retry lang:py", [completion]), [
    { query: "retry lang:python", text: "lang:python", detail: "language" },
  ]);
});

test("the filter is shown whole, with its sign and the values before", () => {
  const completion = { text: "python", detail: "language", start: 9, end: 11 };
  assert.equal(proposals("-lang:go,py", [completion])[0]?.text, "-lang:go,python");
});

test("what is complete is not proposed", () => {
  const completion = { text: "python", detail: "language", start: 5, end: 11 };
  assert.deepEqual(proposals("lang:python", [completion]), []);
});

test("only the end of the query is completed", () => {
  assert.ok(endsInFilter("retry lang:"));
  assert.ok(endsInFilter("retry -path:te"));
  assert.ok(!endsInFilter("lang:python retry"));
  assert.ok(!endsInFilter("retry"));
});

test("a filter without a value needs one", () => {
  assert.ok(needsValue("retry -lang:"));
  assert.ok(!needsValue("retry lang:p"));
  assert.ok(!needsValue("std::"));
});

test("a folder and the name of a filter go on", () => {
  assert.ok(isWhole("lang:python"));
  assert.ok(!isWhole("lang:"));
  assert.ok(!isWhole("in:src/"));
});
