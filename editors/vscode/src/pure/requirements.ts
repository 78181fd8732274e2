/** A package's requirements, as its metadata lists them. */

/** All but annoy, with those of one extra (`[name]`) or of none, to be given to pip. */
export function withoutAnnoy(listed: string, extra: string): string[] {
  const wanted = extra.replace(/[[\]]/g, "");
  return listed
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line && !/^annoy\b/i.test(line))
    .filter((line) => (extraOf(line) ?? wanted) === wanted)
    .map((line) => line.replace(/\s*(?:;|and)\s*extra\s*==\s*["'][^"']*["']/, ""));
}

function extraOf(requirement: string): string | undefined {
  return /extra\s*==\s*["']([^"']*)["']/.exec(requirement)?.[1];
}
