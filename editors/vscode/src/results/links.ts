/** Permalinks of results: the repository, its remote and its commit as the Git extension knows them. */

import { relative, sep } from "node:path";
import * as vscode from "vscode";
import type { Result } from "../protocol";
import { lastLine } from "../pure/markdown";
import { permalink } from "../pure/permalinks";

/** What we use of the Git extension's API. */
interface GitApi {
  getRepository: (uri: vscode.Uri) => Repository | null;
}

interface Repository {
  rootUri: vscode.Uri;
  state: {
    HEAD?: { commit?: string; ahead?: number; upstream?: { remote: string } };
    remotes: { name: string; fetchUrl?: string }[];
  };
}

export interface Linker {
  link: (result: Result) => string | undefined;
  /** What a reader of the links should know. */
  note?: string;
}

export async function linker(): Promise<Linker> {
  const git = await gitApi();
  if (!git) {
    return { link: () => undefined };
  }
  const link = (result: Result): string | undefined => {
    const uri = vscode.Uri.parse(result.uri);
    const repository = git.getRepository(uri);
    const commit = repository?.state.HEAD?.commit;
    const remote = repository && remoteOf(repository);
    if (!commit || !remote) {
      return undefined;
    }
    return permalink(remote, {
      commit,
      path: relative(repository.rootUri.fsPath, uri.fsPath).split(sep).join("/"),
      firstLine: result.range.start.line + 1,
      lastLine: lastLine(result.range.start.line, result.range.end),
    });
  };
  const folder = vscode.workspace.workspaceFolders?.[0];
  const ahead = folder && git.getRepository(folder.uri)?.state.HEAD?.ahead;
  return { link, note: ahead ? "Links work once your commits are pushed." : undefined };
}

/** That of the branch's upstream, else origin, else the first. */
function remoteOf({ state }: Repository): string | undefined {
  const names = [state.HEAD?.upstream?.remote, "origin"];
  const chosen = names.map((name) => state.remotes.find((one) => one.name === name)).find(Boolean);
  return (chosen ?? state.remotes[0])?.fetchUrl;
}

async function gitApi(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<{ getAPI: (version: 1) => GitApi }>(
    "vscode.git",
  );
  try {
    return (await extension?.activate())?.getAPI(1);
  } catch {
    return undefined; // Git is turned off or not there: results have no links then.
  }
}
