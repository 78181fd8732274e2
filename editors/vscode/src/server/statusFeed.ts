/** Keeps the status up to date: told by the server, else asked for now and then. */

import * as vscode from "vscode";
import { STATUS_CHANGED, type Status } from "../protocol";
import type { Conversation } from "./client";

const BUSY_MS = 1_000;
const QUIET_MS = 30_000;

interface Listener {
  heard: (status: Status) => void;
}

export function followStatus(
  listener: Listener,
  { client, can, notifiesStatus }: Conversation,
): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;

  const ask = async (): Promise<void> => {
    clearTimeout(timer);
    const status = await client.sendRequest<Status>("snippet/status", {}).catch(() => undefined);
    if (ended) {
      return;
    }
    if (status) {
      listener.heard(status);
    }
    if (!notifiesStatus) {
      const busy = status?.state !== "ready" && status?.state !== "degraded";
      timer = setTimeout(() => void ask(), busy ? BUSY_MS : QUIET_MS);
    }
  };

  const parts = [
    client.onNotification(STATUS_CHANGED, (status: Status) => {
      listener.heard(status);
    }),
    vscode.workspace.onDidSaveTextDocument(() => void (notifiesStatus || ask())),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void (notifiesStatus || ask())),
  ];
  if (can("status")) {
    void ask();
  }
  return new vscode.Disposable(() => {
    ended = true;
    clearTimeout(timer);
    vscode.Disposable.from(...parts).dispose();
  });
}
