/** "3 similar" above functions that have copies, where that is turned on. */

import * as vscode from "vscode";
import type { Reply, Result } from "./protocol";
import { definitionsIn } from "./results/definitions";
import type { Server } from "./server/server";

const MOST_FUNCTIONS = 100;
const MOST_SIMILAR = 20;
const LEAST_LINES = 4;

export class SimilarLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly parts: vscode.Disposable[];
  private generation = -1;

  constructor(private readonly server: Server) {
    this.parts = [
      vscode.languages.registerCodeLensProvider({ scheme: "file" }, this),
      server.onDidChange(() => this.onStatus()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("snippet.codeLens")) {
          this.changed.fire();
        }
      }),
    ];
  }

  async provideCodeLenses(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeLens[]> {
    const isOn = vscode.workspace
      .getConfiguration("snippet", document)
      .get<boolean>("codeLens.enabled");
    if (!isOn || this.server.phase !== "running") {
      return [];
    }
    const all = await definitionsIn(this.server, document.uri, "kind:callable", token);
    const functions = all
      .filter(({ range }) => range.end.line - range.start.line + 1 >= LEAST_LINES)
      .slice(0, MOST_FUNCTIONS);
    const lenses = await Promise.all(functions.map((one) => this.lens(one, token)));
    return lenses.flat();
  }

  /** One lens, or none where nothing is like the function. */
  private async lens(result: Result, token: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
    const params = { textDocument: { uri: result.uri }, range: result.range, limit: MOST_SIMILAR };
    const reply = await this.server
      .request<Reply>("snippet/similar", params, token)
      .catch(() => undefined);
    const alike = (reply?.results ?? []).filter((one) => one.alike !== undefined).length;
    const { line } = result.selectionRange.start;
    const title = `${alike}${alike === MOST_SIMILAR ? "+" : ""} similar`;
    const command = { title, command: "snippet.similarTo", arguments: [result] };
    return alike ? [new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command)] : [];
  }

  dispose(): void {
    vscode.Disposable.from(...this.parts, this.changed).dispose();
  }

  private onStatus(): void {
    const generation =
      this.server.status?.folders.reduce((all, one) => all + one.generation, 0) ?? 0;
    if (generation !== this.generation && this.server.status?.state === "ready") {
      this.generation = generation;
      this.changed.fire();
    }
  }
}
