/** One process of the server: started, watched, and ended for certain. */

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { LogOutputChannel } from "vscode";

/** Longer than the server takes to close its workspaces. */
const LEAVING_MS = 4_000;
const LAST_LINES = 12;

export class ServerProcess {
  readonly startedAt = Date.now();
  /** The end of what it wrote on standard error. */
  readonly lastLines: string[] = [];

  private constructor(readonly child: ChildProcess) {}

  /** Raises what the operating system says if the program cannot be started. */
  static async start(command: string, cwd: string, log: LogOutputChannel): Promise<ServerProcess> {
    // Not the workspace: programs look into their current folder for more than their input.
    const child = spawn(command, ["serve"], { cwd, stdio: "pipe", windowsHide: true });
    await once(child, "spawn");
    const started = new ServerProcess(child);
    started.listen(log);
    return started;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** How it ended, in words. */
  get ending(): string {
    const { exitCode, signalCode } = this.child;
    return signalCode ? `ended by ${signalCode}` : `exit code ${exitCode ?? "unknown"}`;
  }

  /** Resolves when it has ended: by itself, or because it took too long about it. */
  async end(): Promise<void> {
    if (this.hasEnded) {
      return;
    }
    const ended = once(this.child, "exit");
    this.child.stdin?.end();
    const kill = setTimeout(() => this.child.kill("SIGKILL"), LEAVING_MS);
    await ended;
    clearTimeout(kill);
  }

  private listen(log: LogOutputChannel): void {
    let unfinished = "";
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      const lines = (unfinished + text).split(/\r?\n/);
      unfinished = lines.pop() ?? "";
      for (const line of lines) {
        this.lastLines.push(line);
        log.append(`${line}\n`);
      }
      this.lastLines.splice(0, this.lastLines.length - LAST_LINES);
    });
    // Writing to a process that has ended is told by its end.
    this.child.stdin?.on("error", (error) => {
      log.debug(`standard input: ${error.message}`);
    });
    this.child.on("error", (error) => {
      log.error(error);
    });
  }
}
