/** The side bar's list of results, which stays until other results come. */

import * as vscode from "vscode";
import type { Result } from "../protocol";
import { count, icon, matchText, qualifiedName, summary } from "../pure/labels";
import {
  byFile,
  isComparable,
  splitPath,
  title,
  withoutResults,
  type FileGroup,
  type Listing,
} from "../pure/listing";
import { asMarkdown } from "../pure/markdown";
import type { Server } from "../server/server";
import { answer } from "./answers";
import { compare } from "./compare";
import { linker } from "./links";
import { partOf } from "./similar";

const VIEW = "snippet.results";
const GROUPED = "groupedByFile";

export type Node = FileGroup | Result;

export class ResultsView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private listing: Listing | undefined;
  private groups: FileGroup[] = [];
  private isGrouped: boolean;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Node>;

  constructor(
    private readonly server: Server,
    private readonly state: vscode.Memento,
  ) {
    this.isGrouped = state.get(GROUPED, true);
    this.view = vscode.window.createTreeView<Node>(VIEW, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    this.show(undefined);
  }

  keep(listing: Listing, reveal: boolean): void {
    this.show(listing);
    if (reveal) {
      void vscode.commands.executeCommand(`${VIEW}.focus`);
    }
  }

  /** What is listed, for commands and tests. */
  get current(): Listing | undefined {
    return this.listing;
  }

  clear(): void {
    this.show(undefined);
  }

  group(grouped: boolean): void {
    this.isGrouped = grouped;
    void this.state.update(GROUPED, grouped);
    this.show(this.listing);
  }

  async rerun(): Promise<void> {
    const { question } = this.listing ?? {};
    if (!question) {
      return;
    }
    const listing = await vscode.window.withProgress({ location: { viewId: VIEW } }, () =>
      answer(this.server, question),
    );
    if (listing) {
      this.show(listing);
    }
  }

  dismiss(node: Node, selected: readonly Node[] | undefined): void {
    const nodes = selected?.includes(node) ? selected : [node];
    const gone = nodes.flatMap((one) => ("results" in one ? one.results : [one]));
    if (this.listing) {
      this.show(withoutResults(this.listing, gone));
    }
  }

  async copy(): Promise<void> {
    if (!this.listing) {
      return;
    }
    const { link, note } = await linker();
    await vscode.env.clipboard.writeText(asMarkdown(this.listing, link));
    const copied = `Copied ${count(this.listing.results.length, "result")}.`;
    vscode.window.setStatusBarMessage([copied, note].filter(Boolean).join(" "), 6_000);
  }

  async compare(result: Result): Promise<void> {
    if (this.listing?.question.kind === "similar") {
      await compare(partOf(this.listing.question), result);
    }
  }

  getChildren(node?: Node): Node[] {
    if (!node) {
      return this.isGrouped ? this.groups : [...(this.listing?.results ?? [])];
    }
    return "results" in node ? [...node.results] : [];
  }

  getParent(node: Node): Node | undefined {
    return "results" in node || !this.isGrouped
      ? undefined
      : this.groups.find((group) => group.results.includes(node));
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if ("results" in node) {
      return fileItem(node);
    }
    const comparable = this.listing?.question.kind === "similar" && isComparable(node);
    return resultTreeItem(node, this.isGrouped ? "line" : "path", comparable);
  }

  dispose(): void {
    this.view.dispose();
    this.changed.dispose();
  }

  private show(listing: Listing | undefined): void {
    this.listing = listing;
    this.groups = byFile(listing?.results ?? []);
    this.view.message = listing && said(listing);
    void vscode.commands.executeCommand("setContext", "snippet.hasResults", listing !== undefined);
    void vscode.commands.executeCommand("setContext", "snippet.groupedByFile", this.isGrouped);
    this.changed.fire();
  }
}

function said({ question, results, correction, message }: Listing): string {
  const parts = [`${title(question)}: ${count(results.length, "result")}`];
  if (correction) {
    parts.push(`searched for “${correction}”`);
  }
  if (message) {
    parts.push(message);
  }
  return parts.join(" · ");
}

function fileItem(group: FileGroup): vscode.TreeItem {
  const [folder, name] = splitPath(group.path);
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  item.resourceUri = vscode.Uri.parse(group.uri);
  item.iconPath = vscode.ThemeIcon.File;
  item.description = folder;
  item.contextValue = "file";
  return item;
}

/** A row for a result: it opens when it is clicked. */
export function resultTreeItem(
  result: Result,
  where: "line" | "path",
  comparable: boolean,
): vscode.TreeItem {
  const item = new vscode.TreeItem(qualifiedName(result));
  const line = result.selectionRange.start.line + 1;
  item.description = `${matchText(result)} · ${where === "line" ? `line ${line}` : `${result.path}:${line}`}`;
  item.iconPath = new vscode.ThemeIcon(icon(result));
  item.contextValue = comparable ? "result comparable" : "result";
  item.command = { command: "snippet.results.open", title: "Open", arguments: [result] };
  const tooltip = new vscode.MarkdownString();
  tooltip.appendCodeblock(result.signature || result.name, result.language);
  tooltip.appendText(summary({ ...result, signature: "" }, 600));
  item.tooltip = tooltip;
  item.accessibilityInformation = {
    label: `${qualifiedName(result)}, ${matchText(result)}, ${result.path}, line ${line}`,
  };
  return item;
}
