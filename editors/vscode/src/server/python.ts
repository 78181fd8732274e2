/** The interpreter that is selected in the Python extension, where that is there. */

import * as vscode from "vscode";

/** What we use of that extension's API. */
interface PythonApi {
  environments?: {
    getActiveEnvironmentPath: (resource?: vscode.Uri) => { path: string };
    resolveEnvironment: (environment: {
      path: string;
    }) => Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

const EXTENSION = "ms-python.python";

/** The path of the interpreter, or nothing. */
export async function selectedPython(): Promise<string | undefined> {
  const environments = (await api())?.environments;
  if (!environments) {
    return undefined;
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const active = environments.getActiveEnvironmentPath(folder);
  const resolved = await environments.resolveEnvironment(active);
  return resolved?.executable.uri?.fsPath;
}

/** Calls back when another environment is selected. */
export async function onDidSelectPython(callback: () => void): Promise<vscode.Disposable> {
  const environments = (await api())?.environments;
  return (
    environments?.onDidChangeActiveEnvironmentPath(callback) ??
    new vscode.Disposable(() => undefined)
  );
}

async function api(): Promise<PythonApi | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>(EXTENSION);
  if (!extension) {
    return undefined;
  }
  try {
    return await extension.activate();
  } catch {
    return undefined; // It tells of its own troubles.
  }
}
