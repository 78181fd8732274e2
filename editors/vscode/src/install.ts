/** Getting the server onto the machine, with the user's consent, and off it again. */

import * as vscode from "vscode";
import type { Environment } from "./server/environment";
import { selectedPython } from "./server/python";
import { Cancelled } from "./server/run";
import type { Server } from "./server/server";

const LEARNING = "[finetune]";
const NEVER = "neverOfferInstallation";

export class Installation {
  private hasOffered = false;

  constructor(
    private readonly server: Server,
    private readonly environment: Environment,
    private readonly state: vscode.Memento,
  ) {
    this.tell();
  }

  /** Ask, once a session, where no server was found. */
  async offer(): Promise<void> {
    if (this.hasOffered || this.state.get<boolean>(NEVER, false)) {
      return;
    }
    this.hasOffered = true;
    const install = "Install";
    const choose = "I Have It";
    const never = "Never";
    const chosen = await vscode.window.showInformationMessage(
      "Snippet's server is not on this machine. Install it into an environment of its own? " +
        "That takes about 150 MB and a minute; nothing else is touched.",
      install,
      choose,
      never,
    );
    if (chosen === install) {
      await this.install();
    } else if (chosen === choose) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "snippet.serverPath");
    } else if (chosen === never) {
      await this.state.update(NEVER, true);
    }
  }

  async install(): Promise<void> {
    await this.carryOut("Installing Snippet's server", "");
  }

  /** PyTorch is large, so that this is asked for by itself. */
  async installLearning(): Promise<void> {
    const go = "Install PyTorch";
    const detail =
      "Models of a repository's own are trained with PyTorch: several hundred megabytes, " +
      "on Linux without uv several gigabytes. Search works without.";
    const chosen = await vscode.window.showInformationMessage(
      "Install what learning needs?",
      { modal: true, detail },
      go,
    );
    if (chosen === go) {
      await this.carryOut("Installing PyTorch for Snippet", LEARNING);
    }
  }

  async remove(): Promise<void> {
    await this.server.stop();
    await this.environment.remove();
    this.tell();
    await this.server.restart();
  }

  private async carryOut(title: string, extra: string): Promise<void> {
    await this.server.stop("installing");
    try {
      const location = vscode.ProgressLocation.Notification;
      await vscode.window.withProgress(
        { location, title, cancellable: true },
        (progress, token) => {
          const onLine = (line: string): void => {
            this.server.log.info(line);
            progress.report({ message: line.length > 60 ? `${line.slice(0, 59)}…` : line });
          };
          return this.carryOutWith(extra, { token, onLine });
        },
      );
    } catch (error) {
      if (!(error instanceof Cancelled)) {
        void this.tellOfFailure(error);
      }
    }
    this.tell();
    await this.server.restart();
  }

  private async carryOutWith(
    extra: string,
    watching: Parameters<Environment["install"]>[1],
  ): Promise<void> {
    const python = vscode.workspace.isTrusted ? await selectedPython() : undefined;
    await this.environment.install(python, watching, extra);
  }

  private async tellOfFailure(error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    const showLog = "Show Log";
    const chosen = await vscode.window.showErrorMessage(
      `Snippet's server could not be installed: ${reason}`,
      showLog,
    );
    if (chosen === showLog) {
      this.server.log.show();
    }
  }

  private tell(): void {
    const has = this.environment.program() !== undefined;
    void vscode.commands.executeCommand("setContext", "snippet.hasPrivateServer", has);
  }
}
