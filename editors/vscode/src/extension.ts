/** The extension as a whole: what exists, and which command leads where. */

import * as vscode from "vscode";
import { SimilarLenses } from "./codeLens";
import { Installation } from "./install";
import type { Result } from "./protocol";
import { asQuery } from "./pure/history";
import type { Listing } from "./pure/listing";
import { registerParts } from "./results/compare";
import { DuplicatesView, type Member } from "./results/duplicates";
import { linker } from "./results/links";
import { openActiveToSide } from "./results/picker";
import { RecentSearches } from "./results/recent";
import { completeFilter, search, type Surroundings } from "./results/search";
import { open } from "./results/show";
import { similarToEditor, similarToParams, similarToResult } from "./results/similar";
import { ResultsView, type Node } from "./results/view";
import { discover } from "./server/discovery";
import { Environment } from "./server/environment";
import { onDidSelectPython } from "./server/python";
import { Server } from "./server/server";
import { statusBar } from "./status/bar";
import { StatusPage } from "./status/page";

/** What `activate` gives, for tests and for other extensions. */
export interface Api {
  server: Server;
  results: ResultsView;
}

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): Api {
  const log = vscode.window.createOutputChannel("Snippet", { log: true });
  const environment = new Environment(context.globalStorageUri.fsPath);
  const find = (): ReturnType<typeof discover> => discover(() => environment.program());
  const running: Server = new Server(log, find, (params) => similarToParams(around, params));
  server = running;
  const results = new ResultsView(running, context.workspaceState);
  const duplicates = new DuplicatesView(running);
  const installation = new Installation(running, environment, context.globalState);
  const page = new StatusPage(running, () => environment.program() !== undefined);
  const around: Surroundings = {
    server: running,
    recent: new RecentSearches(context.workspaceState),
    keep: (listing: Listing, reveal: boolean) => results.keep(listing, reveal),
  };

  const commands: Record<string, (...args: never[]) => unknown> = {
    "snippet.searchCode": () => search(around),
    "snippet.searchSelection": () => search(around, selectedQuery()),
    "snippet.similarCode": () => similarToEditor(around),
    "snippet.similarTo": (result: Result) => similarToResult(around, result),
    "snippet.duplicateCode": () => duplicates.run(),
    "snippet.showStatus": () => page.show(),
    "snippet.showLog": () => log.show(),
    "snippet.restartServer": () => running.restart(),
    "snippet.reindexFolder": () => running.request("snippet/reindex", {}),
    "snippet.clearIndex": () => running.request("snippet/clear", {}),
    "snippet.learnFolder": () => running.request("snippet/learn", {}),
    "snippet.installServer": () => installation.install(),
    "snippet.installLearning": () => installation.installLearning(),
    "snippet.removeServer": () => installation.remove(),
    "snippet.results.open": (result: Result) => open(result, { preview: true }),
    "snippet.results.openToSide": (node: Result | Member) =>
      open(resultOf(node), { viewColumn: vscode.ViewColumn.Beside }),
    "snippet.results.copyLink": (node: Result | Member) => copyLink(resultOf(node)),
    "snippet.results.similar": (node: Result | Member) => similarToResult(around, resultOf(node)),
    "snippet.results.compare": (result: Result) => results.compare(result),
    "snippet.results.dismiss": (node: Node, selected?: Node[]) => results.dismiss(node, selected),
    "snippet.results.rerun": () => results.rerun(),
    "snippet.results.copy": () => results.copy(),
    "snippet.results.clear": () => results.clear(),
    "snippet.results.asList": () => results.group(false),
    "snippet.results.asTree": () => results.group(true),
    "snippet.duplicates.compare": (member: Member) => duplicates.compare(member),
    "snippet.picker.complete": completeFilter,
    "snippet.picker.openToSide": openActiveToSide,
  };
  for (const [id, action] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(id, told(action)));
  }
  context.subscriptions.push(
    log,
    results,
    duplicates,
    page,
    statusBar(running),
    registerParts(),
    new SimilarLenses(running),
    running.onDidChange(() => void (running.phase === "missing" && installation.offer())),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void startOrStop(running)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void startIfOther(running, find)),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("snippet.serverPath")) {
        void startOrStop(running, true);
      }
    }),
  );
  void onDidSelectPython(() => void startIfOther(running, find)).then((listening) =>
    context.subscriptions.push(listening),
  );
  void startOrStop(running);
  return { server: running, results };
}

export async function deactivate(): Promise<void> {
  await server?.dispose();
}

/** The server runs while a folder is open. */
async function startOrStop(running: Server, anew = false): Promise<void> {
  const hasFolder = (vscode.workspace.workspaceFolders ?? []).length > 0;
  if (!hasFolder) {
    await running.stop();
  } else if (anew || running.phase === "idle") {
    await running.restart();
  }
}

/** Starts the server anew if it is another program now. */
async function startIfOther(
  running: Server,
  find: () => ReturnType<typeof discover>,
): Promise<void> {
  const { program } = await find();
  if (running.phase !== "idle" && program?.command !== running.program?.command) {
    await running.restart();
  }
}

function selectedQuery(): string {
  const editor = vscode.window.activeTextEditor;
  return asQuery(editor?.document.getText(editor.selection) ?? "");
}

async function copyLink(result: Result): Promise<void> {
  const { link, note } = await linker();
  const address = link(result);
  if (address) {
    await vscode.env.clipboard.writeText(address);
    vscode.window.setStatusBarMessage(note ?? "Copied.", 6_000);
  } else {
    void vscode.window.showInformationMessage(
      "There is no permalink: the file is in no repository with a remote on a well-known web host.",
    );
  }
}

function resultOf(node: Result | Member): Result {
  return "cluster" in node ? node.result : node;
}

/** A command whose errors are told in one line. */
function told(action: (...args: never[]) => unknown): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    try {
      await action(...(args as never[]));
    } catch (error) {
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  };
}
