import assert from "node:assert/strict";
import test from "node:test";
import { afterCrash, MOST_RESTARTS, NONE, RECOVERED_AFTER_MS } from "../../src/pure/backoff";
import { besidePython, expand, inEnvironment, onPath } from "../../src/pure/programs";
import { withoutAnnoy } from "../../src/pure/requirements";

test("a server that crashes at once is started five times, later and later, then given up", () => {
  const delays: (number | undefined)[] = [];
  let crashes = NONE;
  for (let time = 0; time <= MOST_RESTARTS; time++) {
    const decision = afterCrash(crashes, 100);
    crashes = decision.crashes;
    delays.push(decision.delay);
  }
  assert.deepEqual(delays, [500, 1000, 2000, 4000, 8000, undefined]);
});

test("a server that ran for a while begins anew", () => {
  assert.equal(afterCrash({ count: MOST_RESTARTS }, RECOVERED_AFTER_MS).delay, 500);
});

const linux = (...there: string[]) => ({
  platform: "linux" as const,
  exists: (path: string) => there.includes(path),
});

test("a program is found on the PATH, but never through a relative folder", () => {
  const environment = { PATH: ".:bin::/usr/bin:/opt/bin" };
  assert.equal(onPath("uv", environment, linux("/opt/bin/uv")), "/opt/bin/uv");
  assert.equal(onPath("uv", environment, linux("uv", "bin/uv", "./uv")), undefined);
  assert.equal(onPath("uv", {}, linux("uv")), undefined);
});

test("programs of an environment on Windows", () => {
  const exists = (path: string): boolean => path === "C:\\py\\Scripts\\snippet-lsp.exe";
  const found = besidePython("snippet-lsp", "C:\\py\\python.exe", { platform: "win32", exists });
  assert.equal(found, "C:\\py\\Scripts\\snippet-lsp.exe");
  assert.equal(inEnvironment("python", "C:\\env", "win32"), "C:\\env\\Scripts\\python.exe");
});

test("the program beside an interpreter", () => {
  const there = linux("/env/bin/snippet-lsp");
  assert.equal(besidePython("snippet-lsp", "/env/bin/python", there), "/env/bin/snippet-lsp");
  assert.equal(besidePython("snippet-lsp", "/usr/bin/python3", there), undefined);
});

test("home and workspace folder in the setting", () => {
  assert.equal(expand(" ~/bin/x ", "/home/ada", undefined), "/home/ada/bin/x");
  assert.equal(expand("${workspaceFolder}/x", "/home/ada", "/shop"), "/shop/x");
  assert.equal(expand("/a~/x", "/home/ada", undefined), "/a~/x");
});

test("requirements without annoy, and without those of other extras", () => {
  const listed = [
    'annoy>=1.17.3; platform_system != "Windows"',
    "numpy>=1.26",
    'torch>=2.4; extra == "finetune"',
    'tomli>=2; python_version < "3.11" and extra == "train"',
  ].join("\n");
  assert.deepEqual(withoutAnnoy(listed, ""), ["numpy>=1.26"]);
  assert.deepEqual(withoutAnnoy(listed, "[finetune]"), ["numpy>=1.26", "torch>=2.4"]);
});
