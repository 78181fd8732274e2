/**
 * The server's own requests and what they answer: docs/protocol.md, as far as it is used here.
 * Fields may be added by later servers; those that are optional here may be missing.
 */

export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export type State = "starting" | "indexing" | "degraded" | "ready" | "learning";

export type Alike = "identical" | "renamed" | "edited" | "idea";

export interface Result {
  uri: string;
  /** All of the definition. */
  range: Range;
  /** Its name. */
  selectionRange: Range;
  name: string;
  containerName?: string;
  block?: boolean;
  /** A SymbolKind of the protocol. */
  kind: number;
  language: string;
  /** 0-100. */
  match: number;
  alike?: Alike;
  path: string;
  signature: string;
  documentation: string;
}

export interface Reply {
  state: State;
  results: Result[];
  /** The words that were searched for instead. */
  correction?: string;
  message?: string;
}

export interface Completion {
  text: string;
  detail: string;
  start: number;
  end: number;
}

export type SimilarParams =
  | { textDocument: { uri: string }; position: Position; limit?: number }
  | { textDocument: { uri: string }; range: Range; limit?: number };

export interface Cluster {
  alike: Alike;
  match: number;
  /** Lines. */
  saves: number;
  members: Result[];
}

export interface Duplicates {
  state: State;
  functions: number;
  found: number;
  saves: number;
  clusters: Cluster[];
}

export interface FolderStatus {
  uri: string;
  name: string;
  state: State;
  files: number;
  symbols: number;
  pending: number;
  total: number;
  failed: number;
  generation: number;
  checkpoint: string;
  nearest: string;
  recall?: number | null;
  /** How many files are not searched, by reason. */
  leftOut?: Record<string, number>;
  /** Seconds since all of the disk was compared with what is searched. */
  age?: number | null;
  problems: string[];
  /** Whatever later servers tell of the folder's model. */
  model?: Record<string, unknown>;
}

export interface Status {
  state: State;
  folders: FolderStatus[];
  model: { checkpoint: string } & Record<string, unknown>;
  problems: string[];
  version: string;
}

/** What a server may be able to do, by the names in `capabilities.experimental.snippet`. */
export type Capability =
  "search" | "similar" | "complete" | "duplicates" | "status" | "reindex" | "clear" | "learn";

export const STATUS_CHANGED = "snippet/statusChanged";

/** The command of the server's code action, which the extension carries out in its stead. */
export const SIMILAR_COMMAND = "snippet.findSimilar";
