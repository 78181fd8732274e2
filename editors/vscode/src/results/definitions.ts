/** The definitions of one file, as they are indexed. */

import * as vscode from "vscode";
import type { Position, Range, Reply, Result } from "../protocol";
import type { Server } from "../server/server";

const MOST = 200;

/** By name; empty where the file is in no folder, or the server cannot tell. */
export async function definitionsIn(
  server: Server,
  uri: vscode.Uri,
  filter = "",
  token?: vscode.CancellationToken,
): Promise<Result[]> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) {
    return [];
  }
  const path = vscode.workspace.asRelativePath(uri, false).replaceAll('"', "");
  const params = {
    query: `in:"/${path}" ${filter}`.trim(),
    limit: MOST,
    folder: folder.uri.toString(),
  };
  const reply = await server
    .request<Reply>("snippet/search", params, token)
    .catch((error: unknown) => {
      server.log.warn(`${params.query}: ${String(error)}`);
      return undefined;
    });
  const same = uri.toString();
  return (reply?.results ?? []).filter((one) => vscode.Uri.parse(one.uri).toString() === same);
}

/** The innermost function or type around a place, or nothing. */
export async function definitionAround(
  server: Server,
  uri: vscode.Uri,
  position: Position,
): Promise<Result | undefined> {
  const around = (await definitionsIn(server, uri, "-kind:module")).filter(({ range }) =>
    holds(range, position),
  );
  return around.sort((one, other) => lines(one.range) - lines(other.range))[0];
}

function holds({ start, end }: Range, { line }: Position): boolean {
  return start.line <= line && line <= end.line;
}

function lines({ start, end }: Range): number {
  return end.line - start.line;
}
