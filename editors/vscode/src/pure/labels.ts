/** How results are put into words and icons. */

import type { Alike, Result } from "../protocol";

const ICONS: Record<number, string> = {
  2: "symbol-module",
  5: "symbol-class",
  6: "symbol-method",
  9: "symbol-constructor",
  10: "symbol-enum",
  11: "symbol-interface",
  12: "symbol-function",
  23: "symbol-structure",
};

const WORDS: Record<Alike, string> = {
  identical: "identical",
  renamed: "renamed copy",
  edited: "edited copy",
  idea: "same idea",
};

/** The id of a codicon. */
export function icon(result: Result): string {
  return result.block ? "symbol-snippet" : (ICONS[result.kind] ?? "symbol-misc");
}

/** `92%`, and for copies what was done to them. */
export function matchText(result: Result): string {
  const percent = result.match > 0 ? `${result.match}%` : "<1%";
  return result.alike ? `${percent} ${WORDS[result.alike]}` : percent;
}

/** `src/upload.py:120`; lines count from 1. */
export function place(result: Result): string {
  return `${result.path}:${result.selectionRange.start.line + 1}`;
}

/** `Uploader.retry`. */
export function qualifiedName(result: Result): string {
  const { name, containerName } = result;
  if (result.block) {
    return containerName || name;
  }
  return containerName ? `${containerName}.${name}` : name;
}

/** The first words of what is said about it, else its declaration. */
export function summary(result: Result, most = 160): string {
  const text = oneLine(result.documentation) || oneLine(result.signature);
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

export interface Row {
  label: string;
  description: string;
  detail: string;
}

/** A row of a quick pick. Nothing in it is taken for an icon but the icon. */
export function row(result: Result): Row {
  const where = [result.block ? "part of the function" : result.containerName, place(result)];
  return {
    label: `$(${icon(result)}) ${plain(result.name)}`,
    description: plain(`${matchText(result)} · ${where.filter(Boolean).join(" · ")}`),
    detail: plain(summary(result)),
  };
}

/** `1 file`, `2,000 files`. */
export function count(number: number, what: string): string {
  return `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
}

/** Text that a quick pick shows as it is: `$(name)` would become an icon. */
function plain(text: string): string {
  return text.replace(/\$\(/g, "$\u200b(");
}
