/** A result with what a test says of it. */

import type { Result } from "../../src/protocol";

export function result(given: Partial<Result> = {}): Result {
  const path = given.path ?? "src/upload.py";
  return {
    uri: `file:///shop/${path}`,
    range: { start: { line: 9, character: 0 }, end: { line: 14, character: 8 } },
    selectionRange: { start: { line: 10, character: 4 }, end: { line: 10, character: 9 } },
    name: "retry",
    kind: 12,
    language: "python",
    match: 92,
    path,
    signature: "def retry(times)",
    documentation: "",
    ...given,
  };
}
