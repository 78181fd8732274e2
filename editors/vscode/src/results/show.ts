/** Results in editors: opened, previewed, and what was there put back. */

import * as vscode from "vscode";
import type { Range, Result } from "../protocol";

const marked = vscode.window.createTextEditorDecorationType({
  isWholeLine: true,
  backgroundColor: new vscode.ThemeColor("editor.rangeHighlightBackground"),
});

export interface How {
  preview?: boolean;
  preserveFocus?: boolean;
  viewColumn?: vscode.ViewColumn;
}

/** Opens a result with the cursor at its name and all of it in sight, if that fits. */
export async function open(result: Result, how: How = {}): Promise<vscode.TextEditor> {
  const start = range(result.selectionRange).start;
  const editor = await vscode.window.showTextDocument(vscode.Uri.parse(result.uri), {
    ...how,
    selection: new vscode.Range(start, start),
  });
  editor.revealRange(range(result.range), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return editor;
}

export function range({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** Shows results one after the other beside a list, and puts back what they covered. */
export class Preview {
  private readonly before = new Before();
  private shown: vscode.TextEditor | undefined;
  private turn = 0;

  async show(result: Result): Promise<void> {
    const turn = ++this.turn;
    const editor = await open(result, { preview: true, preserveFocus: true }).then(
      (one) => one,
      () => undefined, // Deleted a moment ago: the list will follow.
    );
    if (!editor || turn !== this.turn) {
      return;
    }
    this.unmark();
    this.shown = editor;
    editor.setDecorations(marked, [range(result.range)]);
  }

  /** The user has chosen; what is shown stays. */
  keep(): void {
    this.turn++;
    this.unmark();
  }

  async restore(): Promise<void> {
    this.turn++;
    this.unmark();
    if (this.shown) {
      await this.before.restore();
    }
  }

  private unmark(): void {
    this.shown?.setDecorations(marked, []);
  }
}

/** The editor that was active, as it was. */
class Before {
  private readonly editor = vscode.window.activeTextEditor;
  private readonly selections = this.editor?.selections ?? [];
  private readonly visible = this.editor?.visibleRanges[0];
  private readonly group = vscode.window.tabGroups.activeTabGroup;
  private readonly wasPreview = this.group.activeTab?.isPreview ?? false;
  private readonly tabs = new Set(this.group.tabs.map(key));

  async restore(): Promise<void> {
    if (this.editor) {
      const editor = await vscode.window.showTextDocument(this.editor.document, {
        viewColumn: this.editor.viewColumn,
        preview: this.wasPreview,
      });
      editor.selections = this.selections;
      if (this.visible) {
        editor.revealRange(this.visible, vscode.TextEditorRevealType.AtTop);
      }
    }
    const ours = vscode.window.tabGroups.activeTabGroup.tabs.filter(
      (tab) => tab.isPreview && !this.tabs.has(key(tab)),
    );
    await vscode.window.tabGroups.close(ours, true);
  }
}

function key(tab: vscode.Tab): string {
  return tab.input instanceof vscode.TabInputText ? tab.input.uri.toString() : tab.label;
}
