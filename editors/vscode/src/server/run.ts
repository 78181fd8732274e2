/** Programs that run to their end: what they print, and an error with their last line if they fail. */

import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import type { CancellationToken } from "vscode";

export interface Watching {
  token?: CancellationToken;
  /** Every line that it prints, on either stream. */
  onLine?: (line: string) => void;
}

export class Failed extends Error {
  constructor(
    message: string,
    readonly output: string,
  ) {
    super(message);
  }
}

export class Cancelled extends Error {}

/** What the program prints on standard output. Raises Failed or Cancelled. */
export async function run(
  command: string,
  args: readonly string[],
  { token, onLine }: Watching = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd: tmpdir(),
    windowsHide: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const cancelling = token?.onCancellationRequested(() => child.kill());
  let output = "";
  let all = "";
  const hear = (text: string): void => {
    all += text;
    text
      .split(/[\r\n]+/)
      .filter((line) => line.trim())
      .forEach((line) => onLine?.(line));
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    hear(text);
  });
  child.stderr.setEncoding("utf8").on("data", hear);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", resolve);
    });
    if (token?.isCancellationRequested) {
      throw new Cancelled(`${command} was cancelled`);
    }
    if (code !== 0) {
      throw new Failed(lastLine(all) || `${command} failed`, all);
    }
    return output;
  } finally {
    cancelling?.dispose();
  }
}

function lastLine(text: string): string {
  const lines = text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? "";
}
