/** The workspace's recent searches, kept over restarts. */

import type { Memento } from "vscode";
import { forget, remember } from "../pure/history";

const KEY = "recentSearches";

export class RecentSearches {
  constructor(private readonly state: Memento) {}

  all(): string[] {
    return this.state.get<string[]>(KEY, []);
  }

  add(query: string): void {
    void this.state.update(KEY, remember(this.all(), query));
  }

  forget(query: string): void {
    void this.state.update(KEY, forget(this.all(), query));
  }
}
