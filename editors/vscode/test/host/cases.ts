/** Each exported function is a test: its name says what holds. */

import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Api } from "../../src/extension";
import type { Reply, Result } from "../../src/protocol";
import { linker } from "../../src/results/links";
import { open } from "../../src/results/show";

const QUESTION = "decode bytes with the right encoding";
const EMOJI = "/* 😀😀 é */ export function weighTheParcel(parcel) { return parcel.grams * 2; }\n";

export async function positions_count_in_utf_16(api: Api): Promise<void> {
  await typed("emoji.js", EMOJI);
  const found = await best(api, "weigh a parcel", "weighTheParcel");
  const editor = await open(found);
  const { active } = editor.selection;
  const word = editor.document.getWordRangeAtPosition(active);
  assert.equal(editor.document.getText(word), "weighTheParcel");
  assert.equal(active.character, EMOJI.indexOf("weighTheParcel"));
}

export async function edits_after_emoji_stay_in_step(api: Api): Promise<void> {
  const editor = await typed("steps.js", EMOJI);
  const at = EMOJI.indexOf("Parcel");
  await editor.edit((edit) => edit.replace(new vscode.Range(0, at, 0, at + 6), "Suitcase"));
  await best(api, "weigh a suitcase", "weighTheSuitcase");
}

export async function what_was_closed_unsaved_is_gone(api: Api): Promise<void> {
  await typed("gone.js", "export function juggleFlamingTorches(torches) { return torches; }\n");
  await best(api, "juggle torches", "juggleFlamingTorches");
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  await eventually(async () => {
    const { results } = await answers(api, "juggle torches");
    assert.ok(results.every((one) => one.name !== "juggleFlamingTorches"));
  });
}

export async function the_code_action_is_offered_on_request(): Promise<void> {
  const file = vscode.Uri.joinPath(root(), "token.py");
  await vscode.workspace.openTextDocument(file);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    file,
    new vscode.Range(14, 0, 14, 0),
    "refactor.findSimilar",
  );
  assert.deepEqual(
    actions.map((action) => action.title),
    ["Find similar code"],
  );
}

export async function names_are_workspace_symbols_unless_turned_off(): Promise<void> {
  const ask = (): Thenable<vscode.SymbolInformation[]> =>
    vscode.commands.executeCommand("vscode.executeWorkspaceSymbolProvider", "guess_decode");
  assert.ok((await ask()).some((symbol) => symbol.name === "guess_decode"));
  const settings = vscode.workspace.getConfiguration("snippet");
  await settings.update("workspaceSymbols.enabled", false, vscode.ConfigurationTarget.Global);
  assert.deepEqual(await ask(), []);
  await settings.update("workspaceSymbols.enabled", undefined, vscode.ConfigurationTarget.Global);
}

export async function results_link_to_the_commit_on_the_remote(api: Api): Promise<void> {
  const found = await best(api, QUESTION, "guess_decode");
  const link = /^https:\/\/github\.com\/ada\/pygments\/blob\/[0-9a-f]{40}\/util\.py#L\d+-L\d+$/;
  // The Git extension looks for repositories in its own time.
  await eventually(async () => assert.match((await linker()).link(found) ?? "", link));
}

export async function kept_results_are_copied_as_markdown(api: Api): Promise<void> {
  const question = { kind: "search", query: QUESTION } as const;
  const { results } = await answers(api, question.query);
  api.results.keep({ question, results }, false);
  await vscode.commands.executeCommand("snippet.results.copy");
  const text = await vscode.env.clipboard.readText();
  assert.ok(text.startsWith(`Search: \`${QUESTION}\`\n\n1. [\`guess_decode\`](https:`), text);
}

export async function results_can_be_a_tree_or_a_list(api: Api): Promise<void> {
  const question = { kind: "search", query: "lexer" } as const;
  const { results } = await answers(api, question.query);
  api.results.keep({ question, results }, false);
  await vscode.commands.executeCommand("snippet.results.asList");
  assert.deepEqual(api.results.getChildren(), results);
  await vscode.commands.executeCommand("snippet.results.asTree");
  const files = api.results.getChildren();
  assert.ok(files.length < results.length);
  assert.ok(files.every((file) => "results" in file));
  await vscode.commands.executeCommand("snippet.results.clear");
  assert.deepEqual(api.results.getChildren(), []);
}

export async function a_cancelled_request_is_no_error(api: Api): Promise<void> {
  const source = new vscode.CancellationTokenSource();
  const asked = api.server.request("snippet/search", { query: "lexer" }, source.token);
  source.cancel();
  const answer = await asked;
  assert.ok(answer === undefined || typeof answer === "object");
}

export async function what_the_server_refuses_is_told_in_its_words(api: Api): Promise<void> {
  await assert.rejects(answers(api, "x lang:klingon"), /klingon/);
}

/** Opens a file with a text that is not saved. */
async function typed(name: string, text: string): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.joinPath(root(), name);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(""));
  const editor = await vscode.window.showTextDocument(uri);
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));
  assert.ok(editor.document.isDirty);
  return editor;
}

function root(): vscode.Uri {
  return vscode.workspace.workspaceFolders![0]!.uri;
}

async function answers({ server }: Api, query: string): Promise<Reply> {
  const reply = await server.request<Reply>("snippet/search", { query });
  assert.ok(reply);
  return reply;
}

/** The first answer, once it is this one. */
function best(api: Api, query: string, name: string): Promise<Result> {
  return eventually(async () => {
    const [first] = (await answers(api, query)).results;
    assert.equal(first?.name, name);
    return first;
  });
}

/** What an attempt gives that does not throw, within seconds. */
async function eventually<Value>(attempt: () => Promise<Value>): Promise<Value> {
  const end = Date.now() + 20_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
