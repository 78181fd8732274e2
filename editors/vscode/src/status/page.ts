/** The status page: a panel without scripts, whose buttons are commands. */

import * as vscode from "vscode";
import { Omissions } from "../pure/omissions";
import { statusPage, type PageContents } from "../pure/statusPage";
import { run } from "../server/run";
import type { Server } from "../server/server";
import { residentMemory } from "./memory";

const COMMANDS = [
  "snippet.restartServer",
  "snippet.reindexFolder",
  "snippet.clearIndex",
  "snippet.learnFolder",
  "snippet.installServer",
  "snippet.installLearning",
  "snippet.removeServer",
  "snippet.showLog",
  "workbench.action.openSettings",
];

export class StatusPage implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private omissions: Omissions | undefined;
  private memory: number | undefined;
  private readonly listening: vscode.Disposable;

  constructor(
    private readonly server: Server,
    private readonly hasPrivateServer: () => boolean,
  ) {
    this.listening = server.onDidChange(() => void this.refresh());
  }

  async show(): Promise<void> {
    if (this.panel) {
      this.panel.reveal();
      return;
    }
    this.panel = vscode.window.createWebviewPanel(
      "snippet.status",
      "Snippet Status",
      vscode.ViewColumn.Active,
      { enableScripts: false, enableCommandUris: COMMANDS, enableFindWidget: true },
    );
    this.panel.onDidDispose(() => (this.panel = undefined));
    await this.refresh();
    this.omissions = await this.whyNotTheRest();
    await this.refresh();
  }

  dispose(): void {
    this.listening.dispose();
    this.panel?.dispose();
  }

  private async refresh(): Promise<void> {
    if (!this.panel) {
      return;
    }
    const { server } = this;
    this.memory = server.pid === undefined ? undefined : await residentMemory(server.pid);
    const contents: PageContents = {
      phase: server.phase,
      trouble: server.trouble,
      program: server.program,
      status: server.status,
      memory: this.memory,
      omissions: this.omissions,
      can: {
        reindex: server.can("reindex"),
        clear: server.can("clear"),
        learn: server.can("learn"),
      },
      hasPrivateServer: this.hasPrivateServer(),
    };
    this.panel.webview.html = statusPage(contents);
  }

  /** The command line knows which files are not indexed; the server is not kept busy with it. */
  private async whyNotTheRest(): Promise<Omissions | undefined> {
    const command = this.server.program?.command;
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (!command) {
      return undefined;
    }
    try {
      const answers = await Promise.all(
        folders.map(({ uri }) => run(command, ["files", "--why", "--json", uri.fsPath])),
      );
      return Omissions.of(answers);
    } catch (error) {
      this.server.log.warn(`why files are not indexed: ${String(error)}`);
      return undefined;
    }
  }
}
