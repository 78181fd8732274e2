/**
 * The list that results are looked through in: with preview, buttons, and Escape that puts
 * everything back. What is asked, and when, is up to search.ts and similar.ts.
 */

import * as vscode from "vscode";
import type { Result } from "../protocol";
import { isComparable } from "../pure/listing";
import { row } from "../pure/labels";
import { open, Preview } from "./show";

export interface ResultItem extends vscode.QuickPickItem {
  result: Result;
}

/** An item that is no result: a recent search, a completion, a message. */
export interface OtherItem extends vscode.QuickPickItem {
  choose: () => void;
  remove?: () => void;
}

type Item =
  ResultItem | OtherItem | (vscode.QuickPickItem & { kind: vscode.QuickPickItemKind.Separator });

export const TO_SIDE: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("split-horizontal"),
  tooltip: "Open to the Side",
};
export const SIMILAR: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("search-fuzzy"),
  tooltip: "Find Code Like This",
};
export const COMPARE: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("diff"),
  tooltip: "Compare",
};
export const KEEP: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("layout-sidebar-left"),
  tooltip: "Keep These in the Side Bar",
};
export const REMOVE: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("close"),
  tooltip: "Forget",
};

/**
 * VS Code numbers the rows of each list anew, so that what it says of a list that has just been
 * replaced is heard as if it were of the new one. It answers a new list with its first active row.
 */
const ECHO_MS = 400;

export interface Events {
  /** A result was opened. */
  chosen: (result: Result) => void;
  similar: (result: Result) => void;
  compare?: (result: Result) => void;
  keep: () => void;
  back?: () => void;
  typed?: (text: string) => void;
  /** Resolves when what is listed answers what was typed. */
  settled?: () => Promise<void>;
  /** The list is gone, whatever the reason. */
  hidden?: () => void;
}

export class Picker {
  readonly input: vscode.QuickPick<Item>;
  /** Until the user moves, the first row is not previewed: it changes with every key. */
  hasMoved = false;
  private first: Item | undefined;
  /** The row that Enter takes. */
  private marked: Item | undefined;
  /** Until then what VS Code says of the active row may be about the rows before. */
  private staleUntil = 0;
  private isDone = false;

  constructor(
    private readonly events: Events,
    private readonly preview = new Preview(),
  ) {
    this.input = vscode.window.createQuickPick<Item>();
    this.input.matchOnDescription = false;
    this.input.matchOnDetail = false;
    this.input.keepScrollPosition = false;
    // Undocumented, and there in every version: without it matching labels jump to the top.
    (this.input as unknown as { sortByLabel: boolean }).sortByLabel = false;
    this.input.onDidChangeValue((text) => {
      events.typed?.(text);
    });
    this.input.onDidChangeActive((items) => void this.onMove(items[0]));
    this.input.onDidAccept(() => void this.accept());
    this.input.onDidTriggerItemButton(({ item, button }) => void this.press(item, button));
    this.input.onDidTriggerButton((button) => {
      this.pressTitle(button);
    });
    this.input.onDidHide(() => void this.hide());
    current = this;
    void vscode.commands.executeCommand("setContext", "snippet.picker.open", true);
  }

  /** Shows these rows, the order kept; Enter takes the first result, or else the first row. */
  set(items: readonly Item[], resultsFirst = true): void {
    this.hasMoved = false;
    this.input.items = items;
    this.first = (resultsFirst ? items.find(isResult) : undefined) ?? items.find(isChoice);
    this.input.activeItems = this.first ? [this.first] : [];
    this.marked = this.first;
    this.staleUntil = Date.now() + ECHO_MS;
  }

  get active(): Item | undefined {
    return this.marked;
  }

  /** Closes the list and leaves what is shown. */
  close(): void {
    this.isDone = true;
    this.preview.keep();
    this.input.hide();
  }

  /** Closes the list for another one, which is to put back what there was before this one. */
  handOver(): Preview {
    this.isDone = true;
    this.input.hide();
    return this.preview;
  }

  async openToSide(result: Result): Promise<void> {
    this.isDone = true;
    await this.preview.restore();
    this.input.hide();
    await open(result, { viewColumn: vscode.ViewColumn.Beside, preview: false });
    this.events.chosen(result);
  }

  private async onMove(item: Item | undefined): Promise<void> {
    if (item === this.first) {
      this.staleUntil = 0;
    } else if (Date.now() < this.staleUntil) {
      return;
    } else {
      this.hasMoved = true;
    }
    this.marked = item;
    if (this.hasMoved && item && isResult(item) && !this.isDone) {
      await this.preview.show(item.result);
    }
  }

  private async accept(): Promise<void> {
    await this.events.settled?.();
    if (this.isDone) {
      return;
    }
    const item = this.active;
    if (!item) {
      return;
    }
    if (isResult(item)) {
      this.close();
      await open(item.result, { preview: false });
      this.events.chosen(item.result);
    } else if ("choose" in item) {
      item.choose();
    }
  }

  private async press(item: Item, button: vscode.QuickInputButton): Promise<void> {
    if (button === REMOVE && "remove" in item) {
      item.remove?.();
    } else if (!isResult(item)) {
      return;
    } else if (button === TO_SIDE) {
      await this.openToSide(item.result);
    } else if (button === SIMILAR) {
      this.events.similar(item.result);
    } else if (button === COMPARE) {
      this.close();
      this.events.compare?.(item.result);
    }
  }

  private pressTitle(button: vscode.QuickInputButton): void {
    if (button === KEEP) {
      this.close();
      this.events.keep();
    } else if (button === vscode.QuickInputButtons.Back) {
      this.events.back?.();
    }
  }

  private async hide(): Promise<void> {
    if (current === this) {
      current = undefined;
      void vscode.commands.executeCommand("setContext", "snippet.picker.open", false);
    }
    if (!this.isDone) {
      this.isDone = true;
      await this.preview.restore();
    }
    this.events.hidden?.();
    this.input.dispose();
  }
}

let current: Picker | undefined;

/** What Ctrl+Enter does while a list is open. */
export async function openActiveToSide(): Promise<void> {
  const item = current?.active;
  if (item && isResult(item)) {
    await current?.openToSide(item.result);
  }
}

export function resultItem(result: Result): ResultItem {
  const buttons = [TO_SIDE, SIMILAR];
  return {
    ...row(result),
    result,
    alwaysShow: true,
    buttons: isComparable(result) ? [COMPARE, ...buttons] : buttons,
  };
}

export function separator(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function isResult(item: Item): item is ResultItem {
  return "result" in item;
}

function isChoice(item: Item): boolean {
  return item.kind !== vscode.QuickPickItemKind.Separator;
}

export type { Item };
