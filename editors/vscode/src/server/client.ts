/** One conversation with one process of the server, by way of vscode-languageclient. */

import { homedir } from "node:os";
import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  type ClientCapabilities,
  type LanguageClientOptions,
  type StaticFeature,
} from "vscode-languageclient/node";
import { SIMILAR_COMMAND, type Capability, type SimilarParams } from "../protocol";
import { ServerProcess } from "./process";

export interface Listeners {
  /** The server has gone without having been asked to. */
  closed: () => void;
  /** Someone chose the server's code action. */
  similar: (params: SimilarParams) => Thenable<unknown>;
}

export interface Conversation {
  client: LanguageClient;
  process: ServerProcess;
  can: (capability: Capability) => boolean;
  /** Resolves when the process is gone. */
  end: () => Promise<void>;
}

/** Start the program and get through `initialize`; raises if that fails, and leaves nothing behind. */
export async function converse(
  program: string,
  log: vscode.LogOutputChannel,
  listeners: Listeners,
): Promise<Conversation> {
  const process = await ServerProcess.start(program, homedir(), log);
  const client = new QuietClient(
    "snippet",
    "Snippet",
    () => Promise.resolve({ process: process.child, detached: true }),
    options(log, listeners),
  );
  client.registerFeature(new StatusFeature());
  try {
    await Promise.race([client.start(), goneEarly(process)]);
  } catch (error) {
    const reason = process.lastLines.at(-1);
    await process.end();
    await client.dispose(LONGEST_SHUTDOWN_MS).catch((late: unknown) => {
      log.debug(String(late));
    });
    throw reason === undefined ? error : new Error(reason, { cause: error });
  }
  const offered = offers(client.initializeResult?.capabilities.experimental);
  return {
    client,
    process,
    can: (capability) => offered[capability] === true,
    end: async () => {
      await client.dispose(LONGEST_SHUTDOWN_MS).catch((error: unknown) => {
        log.debug(String(error));
      });
      await process.end();
    },
  };
}

const LONGEST_SHUTDOWN_MS = 4_000;

/** The user is told by server.ts, once and with what to do. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

function options(log: vscode.LogOutputChannel, listeners: Listeners): LanguageClientOptions {
  return {
    documentSelector: [{ scheme: "file" }, { scheme: "untitled" }],
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: () => vscode.workspace.getConfiguration("snippet"),
    textSynchronization: { delayOpenNotifications: true },
    stdioOptions: { stdout: () => undefined, stderr: () => undefined },
    // Restarting is up to server.ts.
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        listeners.closed();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
    initializationFailedHandler: () => false,
    middleware: {
      executeCommand: (command, args: unknown[], next) =>
        command === SIMILAR_COMMAND
          ? listeners.similar(args[0] as SimilarParams)
          : (next(command, args) as Thenable<unknown>),
      provideWorkspaceSymbols: (query, token, next) =>
        vscode.workspace.getConfiguration("snippet").get("workspaceSymbols.enabled")
          ? next(query, token)
          : [],
    },
  };
}

/** Tells the server that it may send `snippet/statusChanged`. */
class StatusFeature implements StaticFeature {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    const before = (capabilities.experimental ?? {}) as Record<string, unknown>;
    capabilities.experimental = { ...before, snippet: { statusNotification: true } };
  }

  initialize(): void {
    // Nothing: the notification is listened to in any case.
  }

  getState(): ReturnType<StaticFeature["getState"]> {
    return { kind: "static" };
  }

  clear(): void {
    // Nothing was registered.
  }
}

/** Rejects when the process ends before the conversation has begun. */
function goneEarly(process: ServerProcess): Promise<never> {
  return new Promise((_, reject) => {
    process.child.once("exit", () => {
      reject(new Error(process.lastLines.at(-1) ?? process.ending));
    });
  });
}

function offers(experimental: unknown): Record<string, unknown> {
  const snippet = (experimental as { snippet?: unknown } | undefined)?.snippet;
  return typeof snippet === "object" && snippet !== null ? { ...snippet } : {};
}
