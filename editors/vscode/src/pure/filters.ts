/** Completing the filter at the end of a query. */

import type { Completion } from "../protocol";

export interface Proposal {
  /** The query with the completion in it. */
  query: string;
  text: string;
  detail: string;
}

/** Completions as whole queries, without those that would change nothing. */
export function proposals(query: string, completions: readonly Completion[]): Proposal[] {
  return completions
    .map(({ text, detail, start, end }) => ({
      query: query.slice(0, start) + text + query.slice(end),
      text: wholeFilter(query, start) + text,
      detail,
    }))
    .filter((one) => one.query !== query);
}

/** Whether the query ends in a filter that is being typed: then its completions stand first. */
export function endsInFilter(query: string): boolean {
  return /(?:^|\s)[-+]?[A-Za-z]+:\S*$/.test(query);
}

/** Whether it ends in a filter's name: without a value there is nothing to be found. */
export function needsValue(query: string): boolean {
  return /(?:^|\s)[-+]?[A-Za-z]+:$/.test(query);
}

/** A value has been chosen, so that the next word may begin; a name or a folder goes on. */
export function isWhole(query: string): boolean {
  return !/[:/]$/.test(query);
}

/** What stands of the filter before the completed part: `lang:` of `lang:go,py`. */
function wholeFilter(query: string, start: number): string {
  const name = /[-+]?[A-Za-z]+[:=]\S*$/.exec(query.slice(0, start));
  return name ? name[0] : "";
}
