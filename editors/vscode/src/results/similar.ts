/** "Find Similar": what is like the code at a place, and what is like that in turn. */

import * as vscode from "vscode";
import type { Position, Range, Result, SimilarParams } from "../protocol";
import { qualifiedName } from "../pure/labels";
import { lastLine } from "../pure/markdown";
import type { Listing, Question } from "../pure/listing";
import type { Server } from "../server/server";
import { answer } from "./answers";
import { compare, type Part } from "./compare";
import { definitionAround } from "./definitions";
import { KEEP, Picker, resultItem } from "./picker";
import type { Preview } from "./show";

export interface Surroundings {
  server: Server;
  keep: (listing: Listing, reveal: boolean) => void;
}

/** The list that another one took the place of. */
export interface From {
  preview: Preview;
  back?: (preview: Preview) => void;
}

type SimilarQuestion = Extract<Question, { kind: "similar" }>;

/** Code like the selection, or like the definition around the cursor. */
export async function similarToEditor(around: Surroundings): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    void vscode.window.showInformationMessage(
      "Open a file first: similar code is found for what is under the cursor.",
    );
    return;
  }
  await similarToParams(around, {
    textDocument: { uri: editor.document.uri.toString() },
    range: plainRange(editor.selection),
  });
}

/** The same for what the server's code action points to. */
export async function similarToParams(around: Surroundings, params: SimilarParams): Promise<void> {
  const uri = vscode.Uri.parse(params.textDocument.uri);
  const place = placeOf(params);
  const isCursor =
    place.start.line === place.end.line && place.start.character === place.end.character;
  const origin = isCursor ? await definitionAround(around.server, uri, place.start) : undefined;
  const name = origin ? qualifiedName(origin) : lineName(uri, place);
  await show(around, { kind: "similar", params, name, origin });
}

export function similarToResult(around: Surroundings, result: Result, from?: From): Promise<void> {
  return show(around, questionAbout(result), from);
}

/** The part of a file that a question is about, to be compared with what was found. */
export function partOf({ params, origin, name }: SimilarQuestion): Part {
  return { uri: params.textDocument.uri, range: origin?.range ?? placeOf(params), name };
}

export function questionAbout(result: Result): SimilarQuestion {
  // The whole range stands for the definition, a block's for just its lines.
  const params = { textDocument: { uri: result.uri }, range: result.range };
  return { kind: "similar", params, name: qualifiedName(result), origin: result };
}

async function show(around: Surroundings, question: SimilarQuestion, from?: From): Promise<void> {
  const asking = new vscode.CancellationTokenSource();
  let listing: Listing | undefined;
  const keep = (reveal: boolean): void => {
    if (listing) {
      around.keep(listing, reveal);
    }
  };
  const picker = new Picker(
    {
      chosen: () => keep(false),
      keep: () => keep(true),
      similar: (result) => {
        const back = (preview: Preview): void => void show(around, question, { ...from, preview });
        void similarToResult(around, result, { preview: picker.handOver(), back });
      },
      compare: (result) => {
        keep(false);
        void compare(partOf(question), result);
      },
      back: () => from?.back?.(picker.handOver()),
      hidden: () => asking.cancel(),
    },
    from?.preview,
  );
  const { input } = picker;
  input.title = `Code Like ${question.name}`;
  input.placeholder = "Filter by name, path or documentation";
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  input.buttons = from?.back ? [vscode.QuickInputButtons.Back, KEEP] : [KEEP];
  input.busy = true;
  input.show();
  try {
    listing = await answer(around.server, question, asking.token);
    if (listing) {
      picker.set(listing.results.map((result) => ({ ...resultItem(result), alwaysShow: false })));
      input.placeholder = listing.results.length ? input.placeholder : "Nothing is like this";
    }
  } catch (error) {
    picker.close();
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  } finally {
    input.busy = false;
  }
}

function placeOf(params: SimilarParams): Range {
  return "range" in params ? params.range : { start: params.position, end: params.position };
}

/** `upload.py:12-20`. */
function lineName({ path }: vscode.Uri, { start, end }: Range): string {
  const last = lastLine(start.line, end);
  const lines = last > start.line + 1 ? `${start.line + 1}-${last}` : `${start.line + 1}`;
  return `${path.slice(path.lastIndexOf("/") + 1)}:${lines}`;
}

function plainRange({ start, end }: vscode.Range): Range {
  return { start: plainPosition(start), end: plainPosition(end) };
}

function plainPosition({ line, character }: vscode.Position): Position {
  return { line, character };
}
