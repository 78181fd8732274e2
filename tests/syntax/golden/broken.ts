// A file in the middle of being typed.

export interface Options {
  retries: number;
  timeout?: number;
}

/** Still found. */
export function whole(value: string): string {
  return value.trim();
}

/** Found too. */
export class Typed {
  private readonly cache = new Map<string, string>();

  /** Looks a key up. */
  get(key: string): string | undefined {
    return this.cache.get(key);
  }

  /** The closing bracket and brace are still missing. */
  halfTyped(options: Options) {
    if (options.retries > 0 && this.get(`größe ${options.
  }

  async after(first: number): Promise<number> {
    return first + 1;
  }

  set last(value: string) {
    this.cache.set('last', value);
  }
}

export const arrow = (count: number) => {
  return [1, 2, 3].map((n) => n * count;
};

export const handlers = {
  created(user: string) {
    return user;
  },
};

function lastOne() {}
