/** Results as Markdown, to be pasted into an issue or a chat. */

import type { Result } from "../protocol";
import { matchText, qualifiedName, summary } from "./labels";
import { title, type Listing } from "./listing";

/** A list with a line for each result; `link` gives what a result's place leads to, if anything. */
export function asMarkdown(listing: Listing, link: (result: Result) => string | undefined): string {
  const heading =
    listing.question.kind === "search"
      ? `Search: ${code(listing.question.query)}`
      : `Code ${title(listing.question).replace(/^like .*/, `like ${code(listing.question.name)}`)}`;
  const lines = listing.results.map((result, place) => {
    const about = summary(result, 120);
    const end = about ? `  \n   ${escaped(about)}` : "";
    return `${place + 1}. ${where(result, link(result))} – ${matchText(result)}${end}`;
  });
  return [heading, "", ...lines, ""].join("\n");
}

function where(result: Result, target: string | undefined): string {
  const { start, end } = result.range;
  const place = `${result.path}:${start.line + 1}-${lastLine(start.line, end)}`;
  const name = code(qualifiedName(result));
  return target ? `[${name}](${target}) (${place})` : `${name} (${place})`;
}

/** From 1, inclusive: a range that ends where a line begins does not hold that line. */
export function lastLine(firstLine: number, end: { line: number; character: number }): number {
  return end.character === 0 && end.line > firstLine ? end.line : end.line + 1;
}

function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return longest > 0 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|]/g, "\\$&");
}
