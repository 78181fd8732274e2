/** The side bar's report of functions that are there more than once. */

import * as vscode from "vscode";
import type { Cluster, Duplicates, Result } from "../protocol";
import { count, matchText, qualifiedName } from "../pure/labels";
import type { Server } from "../server/server";
import { compare, partOfResult } from "./compare";
import { resultTreeItem } from "./view";

const VIEW = "snippet.duplicates";

export interface Member {
  cluster: Cluster;
  result: Result;
}

type Node = Cluster | Member;

export class DuplicatesView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private report: Duplicates | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Node>;

  constructor(private readonly server: Server) {
    this.view = vscode.window.createTreeView<Node>(VIEW, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
  }

  async run(): Promise<void> {
    const report = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: "Comparing all functions",
        cancellable: true,
      },
      (_, token) => this.server.request<Duplicates>("snippet/duplicates", { limit: 100 }, token),
    );
    if (report) {
      this.report = report;
      this.view.message = said(report);
      this.changed.fire();
      await vscode.commands.executeCommand("setContext", "snippet.hasDuplicates", true);
      await vscode.commands.executeCommand(`${VIEW}.focus`);
    }
  }

  async compare({ cluster, result }: Member): Promise<void> {
    await compare(partOfResult(cluster.members[0]!), result);
  }

  getChildren(node?: Node): Node[] {
    if (!node) {
      return this.report?.clusters ?? [];
    }
    return "members" in node ? node.members.map((result) => ({ cluster: node, result })) : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if ("members" in node) {
      return clusterItem(node);
    }
    const item = resultTreeItem(node.result, "path", node.result !== node.cluster.members[0]);
    if (node.result === node.cluster.members[0]) {
      const line = node.result.selectionRange.start.line + 1;
      item.description = `the others are like this · ${node.result.path}:${line}`;
    }
    return item;
  }

  dispose(): void {
    this.view.dispose();
    this.changed.dispose();
  }
}

function clusterItem(cluster: Cluster): vscode.TreeItem {
  const first = cluster.members[0]!;
  const item = new vscode.TreeItem(
    `${qualifiedName(first)} × ${cluster.members.length}`,
    vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.description = `saves ${count(cluster.saves, "line")} · ${matchText({ ...first, ...cluster })}`;
  item.iconPath = new vscode.ThemeIcon("files");
  return item;
}

function said({ functions, found, saves, clusters }: Duplicates): string {
  if (found === 0) {
    return `No duplicates among ${count(functions, "function")}.`;
  }
  const shown = clusters.length < found ? `; the first ${clusters.length} of them` : "";
  return `${count(found, "group")} among ${count(functions, "function")}, ${count(saves, "line")} to save${shown}`;
}
