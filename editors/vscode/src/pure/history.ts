/** Recent queries, the latest first. */

export const MOST_REMEMBERED = 30;

/** The queries with this one in front; one that only differs in spaces takes the other's place. */
export function remember(queries: readonly string[], query: string): string[] {
  const said = normal(query);
  if (!said) {
    return [...queries];
  }
  return [said, ...queries.filter((one) => one !== said)].slice(0, MOST_REMEMBERED);
}

export function forget(queries: readonly string[], query: string): string[] {
  return queries.filter((one) => one !== query);
}

/** A selection as something to search for: its first words. */
export function asQuery(selected: string, most = 200): string {
  const words = normal(selected);
  return words.length <= most ? words : words.slice(0, most).replace(/\s\S*$/, "");
}

function normal(query: string): string {
  return query.replace(/\s+/g, " ").trim();
}
