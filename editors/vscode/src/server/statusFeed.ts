/** Keeps the status up to date: told by the server, else asked for now and then. */

import * as vscode from "vscode";
import { STATUS_CHANGED, type Status } from "../protocol";
import type { Conversation } from "./client";

const BUSY_MS = 1_000;
const QUIET_MS = 30_000;

interface Listener {
  heard: (status: Status) => void;
}

export function followStatus(listener: Listener, { client, can }: Conversation): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  /** A server that tells of changes by itself is not asked again. */
  let tells = false;
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
    if (!tells) {
      const busy = status?.state !== "ready" && status?.state !== "degraded";
      timer = setTimeout(() => void ask(), busy ? BUSY_MS : QUIET_MS);
    }
  };

  const listening = client.onNotification(STATUS_CHANGED, (status: Status) => {
    tells = true;
    clearTimeout(timer);
    listener.heard(status);
  });
  if (can("status")) {
    void ask();
  }
  return new vscode.Disposable(() => {
    ended = true;
    clearTimeout(timer);
    listening.dispose();
  });
}
