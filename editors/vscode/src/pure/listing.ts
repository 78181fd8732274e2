/** Results that stay: what was asked, what was found, what of it was dismissed. */

import type { Result, SimilarParams } from "../protocol";

export type Question =
  | { kind: "search"; query: string }
  | { kind: "similar"; params: SimilarParams; name: string; origin?: Result };

export interface Listing {
  question: Question;
  /** Best first. */
  results: readonly Result[];
  correction?: string;
  message?: string;
}

export interface FileGroup {
  uri: string;
  path: string;
  results: readonly Result[];
}

const AT_LEAST = 10;

/** Without the tail that nobody looks for: what is most unlikely to be meant. */
export function likely(results: readonly Result[]): Result[] {
  return results.filter((result, place) => place < AT_LEAST || result.match > 0);
}

/** Files in the order of their best result, each with its results, best first. */
export function byFile(results: readonly Result[]): FileGroup[] {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const group = groups.get(result.uri);
    if (group) {
      group.push(result);
    } else {
      groups.set(result.uri, [result]);
    }
  }
  return [...groups.values()].map((group) => ({
    uri: first(group).uri,
    path: first(group).path,
    results: group,
  }));
}

export function withoutResults(listing: Listing, dismissed: readonly Result[]): Listing {
  return { ...listing, results: listing.results.filter((one) => !dismissed.includes(one)) };
}

export function title(question: Question): string {
  return question.kind === "search" ? question.query : `like ${question.name}`;
}

/** Whether it is worth putting it beside what it is like, line by line. */
export function isComparable(result: Result): boolean {
  return result.alike !== undefined && result.alike !== "idea";
}

/** Folder and name of a path: `src/http` and `client.py`. */
export function splitPath(path: string): [folder: string, name: string] {
  const cut = path.lastIndexOf("/");
  return [path.slice(0, Math.max(0, cut)), path.slice(cut + 1)];
}

function first(group: readonly Result[]): Result {
  return group[0]!;
}
