/**
 * The server as the rest of the extension sees it: in a phase, with a status, asked by requests.
 * Starts it, and starts it again when it crashed. Where its program lies is for discovery.ts.
 */

import * as vscode from "vscode";
import { LSPErrorCodes, ResponseError } from "vscode-languageclient/node";
import type { Capability, SimilarParams, Status } from "../protocol";
import { afterCrash, MOST_RESTARTS, NONE, type Crashes } from "../pure/backoff";
import type { Phase } from "../pure/statusText";
import { converse, type Conversation } from "./client";
import type { Discovery, Program } from "./discovery";
import { followStatus } from "./statusFeed";

export class NotRunning extends Error {}

export class Server implements vscode.Disposable {
  phase: Phase = "idle";
  status: Status | undefined;
  program: Program | undefined;
  /** Why it is not running. */
  trouble: string | undefined;
  private conversation: Conversation | undefined;
  private crashes: Crashes = NONE;
  /** Starts and stops happen one after the other; only the latest wish counts. */
  private turn: Promise<void> = Promise.resolve();
  private wish = 0;
  private restartTimer: NodeJS.Timeout | undefined;
  private feed: vscode.Disposable | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(
    readonly log: vscode.LogOutputChannel,
    private readonly discover: () => Promise<Discovery>,
    private readonly similar: (params: SimilarParams) => Thenable<unknown>,
  ) {}

  /** Start it, or start it anew: by the user, or since the program may be another one now. */
  restart(): Promise<void> {
    this.crashes = NONE;
    return this.enqueue(() => this.begin());
  }

  stop(phase: Phase = "idle"): Promise<void> {
    return this.enqueue(() => {
      this.set(phase);
      return Promise.resolve();
    });
  }

  can(capability: Capability): boolean {
    return this.conversation?.can(capability) ?? false;
  }

  get pid(): number | undefined {
    return this.conversation?.process.pid;
  }

  /** The server's answer; undefined if it was cancelled. Raises NotRunning, or what the server says. */
  async request<Answer>(
    method: string,
    params: object,
    token?: vscode.CancellationToken,
  ): Promise<Answer | undefined> {
    const { conversation } = this;
    if (!conversation) {
      throw new NotRunning(this.trouble ?? "Snippet's server is not running yet.");
    }
    try {
      const { client } = conversation;
      // An undefined token would be sent as a second parameter.
      return await (token
        ? client.sendRequest<Answer>(method, params, token)
        : client.sendRequest<Answer>(method, params));
    } catch (error) {
      const cancelled: number[] = [LSPErrorCodes.RequestCancelled, LSPErrorCodes.ContentModified];
      if (token?.isCancellationRequested) {
        return undefined;
      }
      if (error instanceof ResponseError && cancelled.includes(error.code)) {
        return undefined;
      }
      throw error;
    }
  }

  /** Takes a new status, from wherever. */
  heard(status: Status): void {
    this.status = status;
    this.changed.fire();
  }

  async dispose(): Promise<void> {
    await this.stop();
    this.changed.dispose();
  }

  private enqueue(action: () => Promise<void>): Promise<void> {
    const wish = ++this.wish;
    clearTimeout(this.restartTimer);
    this.turn = this.turn
      .then(async () => {
        await this.leave();
        if (wish === this.wish) {
          await action();
        }
      })
      .catch((error: unknown) => {
        // Or else no later turn would ever come.
        this.log.error(error instanceof Error ? error : String(error));
        this.set("crashed", error instanceof Error ? error.message : String(error));
      });
    return this.turn;
  }

  private async leave(): Promise<void> {
    const { conversation } = this;
    this.conversation = undefined;
    this.feed?.dispose();
    this.status = undefined;
    await conversation?.end();
  }

  private async begin(): Promise<void> {
    const { wish } = this;
    this.set("starting");
    const found = await this.discover();
    if (wish !== this.wish) {
      return;
    }
    this.program = found.program;
    if (!found.program) {
      this.set("missing", found.trouble);
      return;
    }
    const { command, from } = found.program;
    this.log.info(`starting ${command} (${from})`);
    const startedAt = Date.now();
    try {
      this.conversation = await converse(command, this.log, {
        closed: () => void this.onClosed(wish, startedAt),
        similar: this.similar,
      });
    } catch (error) {
      this.onCrash(wish, startedAt, error instanceof Error ? error.message : String(error));
      return;
    }
    this.feed = followStatus(this, this.conversation);
    this.set("running");
  }

  private async onClosed(wish: number, startedAt: number): Promise<void> {
    const process = this.conversation?.process;
    await process?.end();
    this.onCrash(wish, startedAt, process?.lastLines.at(-1) ?? process?.ending ?? "it went away");
  }

  private onCrash(wish: number, startedAt: number, reason: string): void {
    if (wish !== this.wish) {
      return;
    }
    const { crashes, delay } = afterCrash(this.crashes, Date.now() - startedAt);
    this.crashes = crashes;
    this.log.error(`the server stopped: ${reason}`);
    if (delay === undefined) {
      void this.enqueue(() => {
        this.set("crashed", `It stopped ${MOST_RESTARTS + 1} times in a row: ${reason}`);
        void this.tellOfCrashes(reason);
        return Promise.resolve();
      });
      return;
    }
    void this.enqueue(() => {
      this.set("starting", reason);
      this.restartTimer = setTimeout(() => void this.enqueue(() => this.begin()), delay);
      return Promise.resolve();
    });
  }

  private async tellOfCrashes(reason: string): Promise<void> {
    const again = "Restart";
    const showLog = "Show Log";
    const chosen = await vscode.window.showErrorMessage(
      `Snippet's server stops again and again (${reason}). The log says more; ` +
        "if the index is the reason, remove it with “Snippet: Clear Index” or upgrade the server.",
      again,
      showLog,
    );
    if (chosen === again) {
      await this.restart();
    } else if (chosen === showLog) {
      this.log.show();
    }
  }

  private set(phase: Phase, trouble?: string): void {
    this.phase = phase;
    this.trouble = trouble;
    this.changed.fire();
  }
}
