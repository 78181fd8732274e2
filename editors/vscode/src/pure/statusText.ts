/** The status bar's few words. */

import type { Status } from "../protocol";
import { count } from "./labels";

/** Where the server is, as far as the extension itself knows. */
export type Phase = "idle" | "missing" | "installing" | "starting" | "running" | "crashed";

export interface BarText {
  text: string;
  /** A line that says it all. */
  tooltip: string;
  warning: boolean;
}

export function barText(phase: Phase, status: Status | undefined): BarText {
  if (phase === "running" && status) {
    return ofStatus(status);
  }
  const words: Record<Phase, BarText> = {
    idle: { text: "$(search) Snippet", tooltip: "No folder is open", warning: false },
    missing: {
      text: "$(warning) Snippet: not installed",
      tooltip: "The server is not installed: click to see what can be done",
      warning: true,
    },
    installing: { text: "$(sync~spin) Snippet: installing", tooltip: "Installing", warning: false },
    starting: { text: "$(sync~spin) Snippet", tooltip: "The server starts", warning: false },
    running: { text: "$(sync~spin) Snippet", tooltip: "The server starts", warning: false },
    crashed: {
      text: "$(error) Snippet: stopped",
      tooltip: "The server stopped: click to see why, and to start it again",
      warning: true,
    },
  };
  return words[phase];
}

/** How much of what is to be read was read, 0-100. */
export function percentDone(status: Status): number {
  const total = sum(status, "total");
  const done = total - sum(status, "pending");
  return total > 0 ? Math.max(0, Math.min(100, Math.floor((100 * done) / total))) : 0;
}

/** What a search has to be told with its answers, or nothing when all is there. */
export function howFar(status: Status | undefined): string | undefined {
  if (status?.state === "starting") {
    return "indexing begins";
  }
  return status?.state === "indexing"
    ? `indexing ${percentDone(status)}%: these are from what is there so far`
    : undefined;
}

function ofStatus(status: Status): BarText {
  const files = count(sum(status, "files"), "file");
  const size = `${files}, ${count(sum(status, "symbols"), "definition")}`;
  const learns = status.folders.some((folder) => folder.state === "learning");
  switch (learns && status.state === "ready" ? "learning" : status.state) {
    case "ready":
      return bar("$(search) Snippet", `Ready: ${size}`);
    case "learning":
      return bar(
        "$(mortar-board) Snippet: learning",
        `Searches ${size}, and learns the repository's own words`,
      );
    case "starting":
      return bar("$(sync~spin) Snippet", "The index is being opened");
    case "indexing":
      return bar(
        `$(sync~spin) Snippet: ${percentDone(status)}%`,
        `Indexing: ${size} can be searched so far`,
      );
    case "degraded":
      return { ...bar("$(warning) Snippet", status.problems.join("\n") || size), warning: true };
  }
}

function bar(text: string, tooltip: string): BarText {
  return { text, tooltip, warning: false };
}

function sum(status: Status, field: "files" | "symbols" | "total" | "pending"): number {
  return status.folders.reduce((all, folder) => all + folder[field], 0);
}
