import assert from "node:assert/strict";
import test from "node:test";
import type { FolderStatus, Status } from "../../src/protocol";
import { Omissions } from "../../src/pure/omissions";
import { statusPage, type PageContents } from "../../src/pure/statusPage";
import { barText, howFar, percentDone } from "../../src/pure/statusText";

function status(given: Partial<FolderStatus> = {}): Status {
  const folder: FolderStatus = {
    uri: "file:///shop",
    name: "shop",
    state: "ready",
    files: 310,
    symbols: 4100,
    pending: 0,
    total: 0,
    failed: 0,
    generation: 1,
    checkpoint: "0123456789abcdef",
    nearest: "exact",
    problems: [],
    ...given,
  };
  const { state, problems, checkpoint } = folder;
  return { state, folders: [folder], model: { checkpoint }, problems, version: "0.1.0" };
}

test("ready says how much there is", () => {
  const { text, tooltip } = barText("running", status());
  assert.equal(text, "$(search) Snippet");
  assert.equal(tooltip, "Ready: 310 files, 4,100 definitions");
});

test("indexing says how far it is", () => {
  const indexing = status({ state: "indexing", pending: 58, total: 100 });
  assert.equal(percentDone(indexing), 42);
  assert.equal(barText("running", indexing).text, "$(sync~spin) Snippet: 42%");
  assert.equal(howFar(indexing), "indexing 42%: these are from what is there so far");
  assert.equal(howFar(status()), undefined);
});

test("files that come while indexing never make it less than nothing", () => {
  assert.equal(percentDone(status({ state: "indexing", pending: 9, total: 4 })), 0);
  assert.equal(percentDone(status({ state: "indexing", pending: 9, total: 0 })), 0);
});

test("what is amiss is a warning that says it", () => {
  const bar = barText("running", status({ state: "degraded", problems: ["the disk is full"] }));
  assert.ok(bar.warning);
  assert.equal(bar.tooltip, "the disk is full");
});

test("learning is not a trouble", () => {
  const bar = barText("running", status({ state: "learning" }));
  assert.equal(bar.text, "$(mortar-board) Snippet: learning");
  assert.ok(!bar.warning);
});

test("without a server it says what is missing", () => {
  assert.ok(barText("missing", undefined).warning);
  assert.ok(barText("crashed", undefined).warning);
  assert.ok(!barText("starting", undefined).warning);
});

const CONTENTS: PageContents = {
  phase: "running",
  trouble: undefined,
  program: { command: "/opt/<b>", from: "on the PATH" },
  status: status({ name: "<script>alert(1)</script>", failed: 2 }),
  memory: 123_456_789,
  omissions: undefined,
  can: { reindex: true, clear: false, learn: false },
  hasPrivateServer: false,
};

test("the page tells of folders, model, memory and program, and escapes them", () => {
  const html = statusPage(CONTENTS);
  for (const text of [
    "4,100 definitions",
    "0123456789ab",
    "123 MB",
    "/opt/&lt;b&gt;",
    "2 files: the log",
  ]) {
    assert.ok(html.includes(text), text);
  }
  assert.ok(!html.includes("<script"));
});

test("the page offers what the server can do, and nothing else", () => {
  const html = statusPage(CONTENTS);
  assert.ok(html.includes("command:snippet.reindexFolder"));
  assert.ok(!html.includes("command:snippet.clearIndex"));
  assert.ok(!html.includes("command:snippet.removeServer"));
});

test("until it is known which files are left out, the page says how many", () => {
  const { folders, ...rest } = status({ leftOut: { "no supported language": 7 } });
  const html = statusPage({ ...CONTENTS, status: { ...rest, folders } });
  assert.ok(html.includes("no supported language: 7 entries"));
});

test("omissions are grouped by reason, the most common first", () => {
  const file = (path: string, reason: string, indexed = false): object => ({
    path,
    reason,
    indexed,
    detail: "",
  });
  const answer = JSON.stringify({
    files: [
      file("a.py", "indexed", true),
      file("x/", "ignored by git"),
      file("b.md", "no language"),
      file("c.md", "no language"),
    ],
  });
  const { all } = Omissions.of([answer]);
  assert.deepEqual(all, [
    { reason: "no language", files: 2, examples: ["b.md", "c.md"] },
    { reason: "ignored by git", files: 1, examples: ["x/"] },
  ]);
});
