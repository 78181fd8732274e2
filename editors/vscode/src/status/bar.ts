/** The entry in the status bar, and what it tells to `when` clauses. */

import * as vscode from "vscode";
import { barText } from "../pure/statusText";
import type { Server } from "../server/server";

export function statusBar(server: Server): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("snippet", vscode.StatusBarAlignment.Right, 90);
  item.name = "Snippet";
  item.command = "snippet.showStatus";
  const update = (): void => {
    const { text, tooltip, warning } = barText(server.phase, server.status);
    item.text = text;
    item.tooltip = server.trouble ? `${tooltip}\n${server.trouble}` : tooltip;
    item.accessibilityInformation = { label: `Snippet: ${tooltip}` };
    item.backgroundColor = warning
      ? new vscode.ThemeColor("statusBarItem.warningBackground")
      : undefined;
    if (server.phase === "idle") {
      item.hide();
    } else {
      item.show();
    }
  };
  update();
  return vscode.Disposable.from(
    item,
    server.onDidChange(update),
    server.onDidChange(() => tell(server)),
  );
}

/** What menus and views depend on. */
function tell(server: Server): void {
  const context: Record<string, boolean> = {
    "snippet.running": server.phase === "running",
    "snippet.can.reindex": server.can("reindex"),
    "snippet.can.clear": server.can("clear"),
    "snippet.can.learn": server.can("learn"),
  };
  for (const [name, value] of Object.entries(context)) {
    void vscode.commands.executeCommand("setContext", name, value);
  }
}
