/** Which files are not indexed, by reason: from `snippet-lsp files --why --json`. */

interface File {
  path: string;
  indexed: boolean;
  reason: string;
  detail: string;
}

export interface Omission {
  reason: string;
  files: number;
  /** The first of them. */
  examples: string[];
}

const MOST_EXAMPLES = 8;

export class Omissions {
  /** From a status, which tells how many but not which. */
  static counted(leftOut: readonly Record<string, number>[]): Omissions {
    const groups = new Map<string, number>();
    for (const [reason, files] of leftOut.flatMap((one) => Object.entries(one))) {
      groups.set(reason, (groups.get(reason) ?? 0) + files);
    }
    return new Omissions(
      [...groups].map(([reason, files]) => ({ reason, files, examples: [] })).sort(mostFirst),
    );
  }

  private constructor(readonly all: readonly Omission[]) {}

  /** From the answers of all folders; raises SyntaxError if one is no JSON. */
  static of(answers: readonly string[]): Omissions {
    const groups = new Map<string, Omission>();
    for (const answer of answers) {
      for (const file of (JSON.parse(answer) as { files: File[] }).files) {
        if (!file.indexed) {
          const group = groups.get(file.reason) ?? { reason: file.reason, files: 0, examples: [] };
          group.files += 1;
          if (group.examples.length < MOST_EXAMPLES) {
            group.examples.push(file.detail ? `${file.path} (${file.detail})` : file.path);
          }
          groups.set(file.reason, group);
        }
      }
    }
    return new Omissions([...groups.values()].sort(mostFirst));
  }
}

function mostFirst(one: Omission, other: Omission): number {
  return other.files - one.files;
}
