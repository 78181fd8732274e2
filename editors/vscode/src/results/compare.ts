/** Two definitions side by side, as documents of their own: only they are compared, not their files. */

import * as vscode from "vscode";
import type { Range, Result } from "../protocol";
import { qualifiedName } from "../pure/labels";
import { range } from "./show";

const SCHEME = "snippet-part";

export interface Part {
  uri: string;
  range: Range;
  name: string;
}

export function registerParts(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: async (uri) => {
      const part = JSON.parse(uri.query) as Part;
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(part.uri));
      const { start, end } = range(part.range);
      // From the line's beginning, so that indentation is the same in all lines.
      return document.getText(new vscode.Range(start.line, 0, end.line, end.character));
    },
  });
}

export async function compare(one: Part, other: Result): Promise<void> {
  const right = { uri: other.uri, range: other.range, name: qualifiedName(other) };
  await vscode.commands.executeCommand(
    "vscode.diff",
    address(one),
    address(right),
    `${one.name} ↔ ${right.name}`,
    { preview: true },
  );
}

export function partOfResult(result: Result): Part {
  return { uri: result.uri, range: result.range, name: qualifiedName(result) };
}

/** With the file's path, so that its language is known. */
function address(part: Part): vscode.Uri {
  const { path } = vscode.Uri.parse(part.uri);
  return vscode.Uri.from({ scheme: SCHEME, path, query: JSON.stringify(part) });
}
