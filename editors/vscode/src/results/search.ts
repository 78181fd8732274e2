/** "Search Code…": a question, and the answers while it is typed. */

import * as vscode from "vscode";
import type { Result } from "../protocol";
import { endsInFilter, isWhole, needsValue, proposals, type Proposal } from "../pure/filters";
import type { Listing } from "../pure/listing";
import { howFar } from "../pure/statusText";
import type { Server } from "../server/server";
import { answer, complete } from "./answers";
import type { RecentSearches } from "./recent";
import type { Preview } from "./show";
import { similarToResult } from "./similar";
import { KEEP, Picker, REMOVE, resultItem, separator, type Item, type OtherItem } from "./picker";

const DEBOUNCE_MS = 120;
const FEW_PROPOSALS = 4;
const MANY_PROPOSALS = 30;

export interface Surroundings {
  server: Server;
  recent: RecentSearches;
  /** Keeps a list in the side bar, and shows it there if asked to. */
  keep: (listing: Listing, reveal: boolean) => void;
}

/** Opens the list; resolves when it is on the screen. */
export function search(around: Surroundings, query = "", preview?: Preview): void {
  new Search(around, query, preview);
}

/** What Tab does while a filter is being typed. */
export function completeFilter(): void {
  open?.completeFirst();
}

let open: Search | undefined;

class Search {
  private readonly picker: Picker;
  private listing: Listing | undefined;
  private proposed: Proposal[] = [];
  private timer: NodeJS.Timeout | undefined;
  private answered: Promise<void> = Promise.resolve();
  private asking: vscode.CancellationTokenSource | undefined;
  private answeredIn: number | undefined;
  private readonly listening: vscode.Disposable;

  constructor(
    private readonly around: Surroundings,
    query: string,
    preview?: Preview,
  ) {
    this.picker = new Picker(
      {
        chosen: () => this.remember(false),
        similar: (result) => this.similarTo(result),
        keep: () => this.remember(true),
        typed: () => this.soon(),
        settled: () => this.settled(),
        hidden: () => this.end(),
      },
      preview,
    );
    const { input } = this.picker;
    input.placeholder =
      "What does it do? Try “retry a failed upload”, a name, or lang: path: kind:";
    input.value = query;
    input.buttons = [KEEP];
    this.listening = around.server.onDidChange(() => {
      this.onStatus();
    });
    open?.picker.input.hide();
    open = this;
    input.show();
    void this.ask();
  }

  completeFirst(): void {
    const [first] = this.proposed;
    if (first) {
      this.replace(first.query);
    }
  }

  private similarTo(result: Result): void {
    const query = this.picker.input.value;
    this.remember(false);
    const back = (preview: Preview): void => search(this.around, query, preview);
    void similarToResult(this.around, result, { preview: this.picker.handOver(), back });
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), DEBOUNCE_MS);
  }

  private ask(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    return (this.answered = this.askNow());
  }

  /** When the answers to what was typed are listed. */
  private settled(): Promise<void> {
    return this.timer ? this.ask() : this.answered;
  }

  private async askNow(): Promise<void> {
    this.asking?.cancel();
    const asking = (this.asking = new vscode.CancellationTokenSource());
    const { token } = asking;
    const { server } = this.around;
    const { input } = this.picker;
    const query = input.value;
    input.busy = true;
    try {
      const [listing, completions] = await Promise.all([
        query.trim() ? answer(server, { kind: "search", query }, token) : undefined,
        complete(server, query, token),
      ]);
      if (token.isCancellationRequested) {
        return;
      }
      this.answeredIn = generation(server);
      this.proposed = proposals(query, completions);
      this.listing = listing;
      this.picker.set(this.items(query), !needsValue(query));
    } catch (error) {
      if (!token.isCancellationRequested) {
        this.listing = undefined;
        this.proposed = [];
        this.picker.set([says(error instanceof Error ? error.message : String(error))]);
      }
    } finally {
      if (this.asking === asking) {
        input.busy = false;
        this.asking = undefined;
      }
      asking.dispose();
      this.showState();
    }
  }

  private items(query: string): Item[] {
    const most = needsValue(query) ? MANY_PROPOSALS : FEW_PROPOSALS;
    const filters = this.proposed.slice(0, most).map((one) => this.filterItem(one));
    if (!query.trim()) {
      const recent = this.around.recent.all().map((one) => this.recentItem(one));
      return [...headed("recent searches", recent), ...headed("filters", filters)];
    }
    const found = this.listing?.results.map(resultItem) ?? [];
    const results = headed(
      this.heading(filters.length > 0),
      found.length ? found : [says("Nothing was found")],
    );
    const chosen = headed("filters – Tab takes the first", filters);
    return endsInFilter(query) ? [...chosen, ...results] : [...results, ...chosen];
  }

  private heading(isBesideFilters: boolean): string {
    const { correction, message } = this.listing ?? {};
    const parts = [correction && `searched for “${correction}”`, message];
    return parts.filter(Boolean).join(" · ") || (isBesideFilters ? "results" : "");
  }

  private filterItem({ query, text, detail }: Proposal): OtherItem {
    return {
      label: `$(filter) ${text}`,
      description: detail,
      alwaysShow: true,
      choose: () => {
        this.replace(query);
      },
    };
  }

  private recentItem(query: string): OtherItem {
    return {
      label: `$(history) ${query}`,
      alwaysShow: true,
      buttons: [REMOVE],
      choose: () => {
        this.replace(query);
      },
      remove: () => {
        this.around.recent.forget(query);
        this.picker.set(this.items(this.picker.input.value));
      },
    };
  }

  private replace(query: string): void {
    const goesOn = isWhole(query) && this.proposed.some((one) => one.query === query);
    this.picker.input.value = goesOn ? `${query} ` : query;
    void this.ask();
  }

  /** While files are being read, answers come again when there is more, unless one is looked at. */
  private onStatus(): void {
    this.showState();
    const { server } = this.around;
    const isNews = generation(server) !== this.answeredIn || !this.listing;
    if (server.phase === "running" && isNews && !this.picker.hasMoved && !this.asking) {
      this.soon();
    }
  }

  private showState(): void {
    const { server } = this.around;
    const text = server.phase === "running" ? howFar(server.status) : server.trouble;
    this.picker.input.title = text ? `Search Code – ${text}` : "Search Code";
    const completes = this.proposed.length > 0 && endsInFilter(this.picker.input.value);
    void vscode.commands.executeCommand("setContext", "snippet.picker.hasCompletion", completes);
  }

  private remember(reveal: boolean): void {
    if (this.listing?.question.kind === "search") {
      this.around.recent.add(this.listing.question.query);
      this.around.keep(this.listing, reveal);
    }
  }

  private end(): void {
    clearTimeout(this.timer);
    this.asking?.cancel();
    this.listening.dispose();
    if (open === this) {
      open = undefined;
      void vscode.commands.executeCommand("setContext", "snippet.picker.hasCompletion", false);
    }
  }
}

function headed(heading: string, items: readonly Item[]): Item[] {
  return items.length && heading ? [separator(heading), ...items] : [...items];
}

function says(text: string): OtherItem {
  return { label: `$(info) ${text}`, alwaysShow: true, choose: () => undefined };
}

/** Grows with every change of what is searchable. */
function generation(server: Server): number {
  return server.status?.folders.reduce((all, folder) => all + folder.generation, 0) ?? 0;
}
