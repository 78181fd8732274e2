/** The extension's own Python environment for the server: made, upgraded and removed on request. */

import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inEnvironment, onPath, SERVER } from "../pure/programs";
import { withoutAnnoy } from "../pure/requirements";
import { Failed, run, type Watching } from "./run";

const PACKAGE = "snippet-lsp";
/** For tests: what is installed in its stead. */
const SOURCE_VARIABLE = "SNIPPET_LSP_INSTALL_FROM";
const CHECK = "import sys; sys.exit(sys.version_info < (3, 10))";

interface Installer {
  uv: string | undefined;
  /** An interpreter to make the environment from. */
  python: string;
}

export class Environment {
  private readonly root: string;
  /** Written last: an environment without it was not finished. */
  private readonly mark: string;

  constructor(storage: string) {
    this.root = join(storage, "server");
    this.mark = join(this.root, "complete");
  }

  /** The server's program, if it is installed here. */
  program(): string | undefined {
    const path = inEnvironment(SERVER, this.root, process.platform);
    return existsSync(this.mark) && existsSync(path) ? path : undefined;
  }

  /** Install or upgrade it. Raises Failed, Cancelled, or Error if there is no Python. */
  async install(preferred: string | undefined, watching: Watching, extra = ""): Promise<void> {
    const isNew = this.program() === undefined;
    const uv = onPath("uv", process.env, { platform: process.platform, exists: existsSync });
    if (isNew) {
      await rm(this.root, { recursive: true, force: true });
      await mkdir(this.root, { recursive: true });
      const python = await somePython(preferred);
      await this.make({ uv, python }, watching);
    }
    try {
      await this.add(uv, extra, watching);
      await writeFile(this.mark, "");
    } catch (error) {
      if (isNew) {
        await this.remove();
      }
      throw error;
    }
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true, maxRetries: 3 });
  }

  private async make({ uv, python }: Installer, watching: Watching): Promise<void> {
    if (uv) {
      await run(uv, ["venv", "--python", python, "--allow-existing", this.root], watching);
    } else {
      await run(python, ["-m", "venv", this.root], watching);
    }
  }

  private async add(uv: string | undefined, extra: string, watching: Watching): Promise<void> {
    const source = process.env[SOURCE_VARIABLE] || PACKAGE;
    const cpu = uv && extra ? ["--torch-backend", "cpu"] : [];
    const install = (args: string[]): Promise<string> =>
      uv
        ? run(uv, ["pip", "install", "--python", this.python, ...args], watching)
        : run(
            this.python,
            ["-m", "pip", "install", "--disable-pip-version-check", ...args],
            watching,
          );
    try {
      await install(["--upgrade", ...cpu, source + extra]);
    } catch (error) {
      if (!(error instanceof Failed) || !/annoy/i.test(error.output)) {
        throw error;
      }
      // It comes as source: without a compiler all else is installed, and search is exact.
      await install(["--upgrade", "--no-deps", source]);
      await install([
        "--upgrade",
        ...cpu,
        ...withoutAnnoy(await this.requirements(watching), extra),
      ]);
    }
  }

  private requirements(watching: Watching): Promise<string> {
    const list = `from importlib.metadata import requires; print(*requires("${PACKAGE}"), sep="\\n")`;
    return run(this.python, ["-c", list], watching);
  }

  private get python(): string {
    return inEnvironment("python", this.root, process.platform);
  }
}

/** An interpreter of version 3.10 or later: the preferred one, else one on the PATH. */
async function somePython(preferred: string | undefined): Promise<string> {
  const machine = { platform: process.platform, exists: existsSync };
  const named = ["python3", "python", "py"].map((name) => onPath(name, process.env, machine));
  for (const python of [preferred, ...named]) {
    if (python && (await isRecent(python))) {
      return python;
    }
  }
  throw new Error(
    "Python 3.10 or later is needed: install it, or select it in the Python extension.",
  );
}

async function isRecent(python: string): Promise<boolean> {
  return run(python, ["-I", "-c", CHECK]).then(
    () => true,
    () => false,
  );
}
