/** Which program is the server: one setting, then where it would be installed. */

import { existsSync } from "node:fs";
import { homedir } from "node:os";
import * as vscode from "vscode";
import { besidePython, expand, onPath, SERVER } from "../pure/programs";
import { selectedPython } from "./python";

export interface Program {
  command: string;
  /** Where it was found, in words. */
  from: string;
}

export interface Discovery {
  program?: Program;
  /** What to do where there is none. */
  trouble?: string;
}

const machine = { platform: process.platform, exists: existsSync };

/** `installed` is the program of the extension's own environment, if there is one. */
export async function discover(installed: () => string | undefined): Promise<Discovery> {
  const set = vscode.workspace.getConfiguration("snippet").get<string>("serverPath", "");
  if (set.trim()) {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    const command = expand(set, homedir(), folder);
    return existsSync(command)
      ? { program: { command, from: "from the setting snippet.serverPath" } }
      : { trouble: `There is no program ${command}: correct the setting snippet.serverPath.` };
  }
  // An environment may lie in the workspace.
  const python = vscode.workspace.isTrusted ? await selectedPython() : undefined;
  const candidates: [string | undefined, string][] = [
    [python && besidePython(SERVER, python, machine), "of the selected Python environment"],
    [onPath(SERVER, process.env, machine), "on the PATH"],
    [installed(), "installed by the extension"],
  ];
  for (const [command, from] of candidates) {
    if (command) {
      return { program: { command, from } };
    }
  }
  return { trouble: "The server is not installed on this machine yet." };
}
