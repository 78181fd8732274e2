/** Where programs lie. Never the current folder: that may be the workspace. */

import { posix, win32 } from "node:path";

export const SERVER = "snippet-lsp";

interface Machine {
  platform: NodeJS.Platform;
  exists: (path: string) => boolean;
}

/** The absolute path of a program that the shell would find, or nothing. */
export function onPath(
  name: string,
  environment: NodeJS.ProcessEnv,
  { platform, exists }: Machine,
): string | undefined {
  const paths = pathOf(platform);
  const folders = (environment["PATH"] ?? environment["Path"] ?? "").split(paths.delimiter);
  return folders
    .filter((folder) => paths.isAbsolute(folder))
    .map((folder) => paths.join(folder, executable(name, platform)))
    .find((path) => exists(path));
}

/** The program that was installed along with a Python interpreter, or nothing. */
export function besidePython(
  name: string,
  python: string,
  { platform, exists }: Machine,
): string | undefined {
  const paths = pathOf(platform);
  const folder = paths.dirname(python);
  const folders = platform === "win32" ? [folder, paths.join(folder, "Scripts")] : [folder];
  return folders
    .map((one) => paths.join(one, executable(name, platform)))
    .find((path) => exists(path));
}

/** A program of a virtual environment. */
export function inEnvironment(name: string, root: string, platform: NodeJS.Platform): string {
  return pathOf(platform).join(
    root,
    platform === "win32" ? "Scripts" : "bin",
    executable(name, platform),
  );
}

/** `~` is the home folder, `${workspaceFolder}` the first folder. */
export function expand(path: string, home: string, folder: string | undefined): string {
  return path
    .trim()
    .replace(/^~(?=$|[/\\])/, () => home)
    .replace(/\$\{workspaceFolder\}/g, () => folder ?? "");
}

function executable(name: string, platform: NodeJS.Platform): string {
  return platform === "win32" ? `${name}.exe` : name;
}

function pathOf(platform: NodeJS.Platform): typeof posix {
  return platform === "win32" ? win32 : posix;
}
