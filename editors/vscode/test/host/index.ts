/**
 * Tests inside the extension host: what no screen shows. Prints a line for each, and rejects if one
 * fails. tests/editors/vscode/test_host.py opens the window that they run in.
 */

import * as vscode from "vscode";
import type { Api } from "../../src/extension";
import * as cases from "./cases";

export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension<Api>("snippet-lsp.snippet-lsp");
  const api = await extension!.activate();
  await ready(api);
  const failed: string[] = [];
  for (const [name, test] of Object.entries(cases)) {
    try {
      await test(api);
      console.log(`passed: ${name}`);
    } catch (error) {
      failed.push(name);
      console.log(`FAILED: ${name}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  }
  if (failed.length > 0) {
    throw new Error(`failed: ${failed.join(", ")}`);
  }
}

/** Resolves when everything is indexed. */
function ready({ server }: Api): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (server.status?.state === "ready") {
        listening.dispose();
        resolve();
      }
    };
    const listening = server.onDidChange(look);
    look();
  });
}
