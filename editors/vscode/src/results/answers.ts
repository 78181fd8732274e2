/** Questions to the server, and its answers as lists. */

import type { CancellationToken } from "vscode";
import type { Completion, Reply } from "../protocol";
import { likely, type Listing, type Question } from "../pure/listing";
import type { Server } from "../server/server";

const SEARCH_LIMIT = 40;
const SIMILAR_LIMIT = 30;

/** Undefined if it was cancelled; raises what the server says. */
export async function answer(
  server: Server,
  question: Question,
  token?: CancellationToken,
): Promise<Listing | undefined> {
  const [method, params] =
    question.kind === "search"
      ? ["snippet/search", { query: question.query, limit: SEARCH_LIMIT }]
      : ["snippet/similar", { ...question.params, limit: SIMILAR_LIMIT }];
  const reply = await server.request<Reply>(method, params, token);
  return (
    reply && {
      question,
      results: likely(reply.results),
      correction: reply.correction,
      message: reply.message,
    }
  );
}

/** What the filter at the end of a query could become. */
export async function complete(
  server: Server,
  query: string,
  token: CancellationToken,
): Promise<Completion[]> {
  if (!server.can("complete")) {
    return [];
  }
  const params = { query, character: query.length };
  const reply = await server.request<{ items: Completion[] }>("snippet/complete", params, token);
  return reply?.items ?? [];
}
