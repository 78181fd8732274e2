/** How much memory a process takes, where the operating system tells it cheaply. */

import { readFile } from "node:fs/promises";
import { run } from "../server/run";

/** Bytes, or nothing. */
export async function residentMemory(pid: number): Promise<number | undefined> {
  try {
    if (process.platform === "linux") {
      const status = await readFile(`/proc/${pid}/status`, "utf8");
      return kilobytes(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]);
    }
    if (process.platform === "darwin") {
      return kilobytes(await run("/bin/ps", ["-o", "rss=", "-p", String(pid)]));
    }
  } catch {
    // It ended a moment ago.
  }
  return undefined;
}

function kilobytes(text: string | undefined): number | undefined {
  const number = Number(text?.trim() || NaN);
  return Number.isNaN(number) ? undefined : number * 1024;
}
