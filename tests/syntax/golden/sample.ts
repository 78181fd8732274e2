// Copyright 2026 The Sample Authors

/**
 * Users and their sessions.
 */

import { Injectable, Get } from './framework';

export interface Repository<T, K = string> extends Iterable<T> {
  readonly size: number;
  /** Looks one up. */
  find(id: K): Promise<T | undefined>;
  save<U extends T>(
    entity: U,
    options?: { force: boolean },
  ): Promise<void>;
  onChange?: (entity: T) => void;
}

/** What a request carries. */
export type Session = {
  token: string;
  refresh(): Promise<Session>;
};

type Admin = Session & { scopes: string[] };
type Id = string | number;

export const enum Role {
  User = 'user',
  Admin = 'admin',
}

/** Guards a route. */
@Injectable({ scope: 'request' })
export abstract class UserService<T extends Session = Session> implements Iterable<T> {
  private readonly cache = new Map<string, T>();

  protected log = (message: string): void => console.log(message);

  constructor(private readonly users: Repository<T>) {}

  find(id: string): Promise<T>;
  find(id: number): Promise<T>;
  /**
   * Finds a user by name or number.
   */
  @Get('/users/:id')
  @Cached()
  async find(id: string | number): Promise<T> {
    const load = async <R,>(key: R) => key;
    return this.users.find(String(id));
  }

  abstract authorize(role: Role): boolean;

  get größe(): number {
    return this.cache.size;
  }

  static [Symbol.hasInstance](value: unknown): value is UserService {
    return true;
  }
}

export function parse(text: string): Session;
export function parse(text: Buffer): Session;
export function parse(text: string | Buffer, strict = true): Session {
  throw new Error(`${text}`);
}

// Checks a token; throws when it has expired.
export const assertFresh: (s: Session) => asserts s is Session = (session) => {
  if (!session.token) throw new Error('verfällt 😀');
};

export namespace Tokens {
  const SECRET = 'x';

  /** Signs. */
  export function sign(payload: object): string {
    return SECRET;
  }

  export namespace Codec.Base64 {
    export function encode(bytes: Uint8Array) {}
  }
}

declare module 'framework/http' {
  export function listen(port: number): void;
}

declare global {
  interface Window { session: Session }
}

declare const VERSION: string;
export declare const now: () => number;

export const load = (async ({ params }) => {
  return params;
}) satisfies Loader;

export const handlers = {
  created: (user: Session) => {},
  async removed(user) {},
} as const;

export const useStore = create<State>()((set) => {
  const reset = () => set({});
  return { reset };
});

export const userRouter = createRouter({
  list: publicProcedure.query(() => []),
  byId: (id: Id) => id,
});

export default class extends UserService {
  override authorize() { return false; }
}
