/** The status page as HTML. Everything in it that comes from elsewhere is escaped. */

import type { FolderStatus, State, Status } from "../protocol";
import { count } from "./labels";
import { Omissions } from "./omissions";
import { percentDone, type Phase } from "./statusText";

export interface PageContents {
  phase: Phase;
  trouble: string | undefined;
  program: { command: string; from: string } | undefined;
  status: Status | undefined;
  /** Bytes. */
  memory: number | undefined;
  omissions: Omissions | undefined;
  can: { reindex: boolean; clear: boolean; learn: boolean };
  hasPrivateServer: boolean;
}

const PHASES: Record<Phase, string> = {
  idle: "No folder is open",
  missing: "The server is not installed",
  installing: "The server is being installed",
  starting: "The server starts",
  running: "The server starts",
  crashed: "The server stopped",
};

const STATES: Record<State, string> = {
  starting: "The index is being opened",
  indexing: "Indexing",
  degraded: "Something is amiss",
  ready: "Ready",
  learning: "Ready, and learning the repository's own words",
};

export function statusPage(contents: PageContents): string {
  const { status, trouble } = contents;
  const parts = [
    `<h1>${escaped(headline(contents))}</h1>`,
    trouble ? `<p class="problem">${escaped(trouble)}</p>` : "",
    ...(status?.problems ?? []).map((problem) => `<p class="problem">${escaped(problem)}</p>`),
    buttons(contents),
    ...(status?.folders ?? []).map(folder),
    status ? omissions(contents.omissions ?? counted(status)) : "",
    server(contents),
  ];
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Snippet Status</title><style>${STYLE}</style></head><body>${parts.join("\n")}</body></html>`;
}

function headline({ phase, status }: PageContents): string {
  if (phase !== "running" || !status) {
    return PHASES[phase];
  }
  const percent = status.state === "indexing" ? ` ${percentDone(status)}%` : "";
  return STATES[status.state] + percent;
}

function nearest({ nearest, recall }: FolderStatus): string {
  const found = recall ? `: it finds ${(100 * recall).toFixed(1)} %` : "";
  return nearest === "annoy" ? `found with Annoy${found}` : "compared one by one";
}

function folder(one: FolderStatus): string {
  const rows: [string, string][] = [
    ["Files", count(one.files, "file")],
    ["Definitions", count(one.symbols, "definition")],
    ["Waiting", one.pending ? count(one.pending, "file") : "nothing"],
    ["Not readable", one.failed ? `${count(one.failed, "file")}: the log says why` : "none"],
    ["Nearest vectors", nearest(one)],
    ["Compared with the disk", comparedAt(one.age)],
    ["Model", one.checkpoint ? one.checkpoint.slice(0, 12) : "not loaded"],
    ...Object.entries(one.model ?? {}).map(([name, value]): [string, string] => [
      words(name),
      String(value),
    ]),
  ];
  return `<h2>${escaped(one.name)}</h2>${table(rows)}`;
}

function comparedAt(age: number | null | undefined): string {
  return typeof age === "number"
    ? new Date(Date.now() - 1000 * age).toLocaleTimeString()
    : "not yet";
}

function counted(status: Status): Omissions {
  return Omissions.counted(status.folders.map((one) => one.leftOut ?? {}));
}

function omissions(found: Omissions): string {
  const heading = "<h2>What is not indexed, and why</h2>";
  const groups = found.all.map(({ reason, files, examples }) => {
    const more =
      files > examples.length ? `<li>and ${count(files - examples.length, "other")}</li>` : "";
    const list = examples.map((path) => `<li><code>${escaped(path)}</code></li>`).join("");
    return `<details><summary>${escaped(reason)}: ${count(files, "entry").replace("entrys", "entries")}</summary><ul>${list}${more}</ul></details>`;
  });
  return heading + (groups.join("") || "<p>Nothing: everything is.</p>");
}

function server({ program, status, memory }: PageContents): string {
  const rows: [string, string][] = [
    ["Program", program ? `${program.command} (${program.from})` : "none was found"],
    ["Version", status?.version ?? "unknown"],
    ["Memory", memory === undefined ? "unknown" : `${Math.round(memory / 1e6)} MB`],
  ];
  return `<h2>Server</h2>${table(rows)}`;
}

function buttons({ phase, can, hasPrivateServer }: PageContents): string {
  const all: [string, string, boolean][] = [
    ["Install the Server", "snippet.installServer", phase === "missing"],
    ["Restart", "snippet.restartServer", phase !== "missing" && phase !== "idle"],
    ["Re-index", "snippet.reindexFolder", can.reindex],
    ["Clear", "snippet.clearIndex", can.clear],
    ["Learn This Repository Now", "snippet.learnFolder", can.learn],
    ["Show Log", "snippet.showLog", true],
    ["Settings", `workbench.action.openSettings?${encodeURIComponent('["snippet."]')}`, true],
    ["Upgrade the Server", "snippet.installServer", hasPrivateServer],
    ["Install PyTorch for Learning", "snippet.installLearning", hasPrivateServer],
    ["Remove the Server", "snippet.removeServer", hasPrivateServer],
  ];
  const links = all.filter(([, , there]) => there);
  return `<p class="buttons">${links.map(([text, id]) => `<a href="command:${id}">${text}</a>`).join(" ")}</p>`;
}

function table(rows: readonly [string, string][]): string {
  const cells = rows.map(
    ([name, value]) => `<tr><th>${escaped(name)}</th><td>${escaped(value)}</td></tr>`,
  );
  return `<table>${cells.join("")}</table>`;
}

/** `trainedAt` as `Trained at`. */
function words(name: string): string {
  const spaced = name.replace(/([A-Z])/g, " $1").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function escaped(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replace(/[&<>"]/g, (one) => entities[one]!);
}

const STYLE = `
body { max-width: 46em; padding: 1em 2em; line-height: 1.5; }
h1 { font-size: 1.5em; font-weight: 600; } h2 { font-size: 1.1em; margin-top: 1.6em; }
th { text-align: left; font-weight: normal; padding-right: 2em; vertical-align: top;
  color: var(--vscode-descriptionForeground); white-space: nowrap; }
td { overflow-wrap: anywhere; }
.problem { border-left: 3px solid var(--vscode-editorWarning-foreground); padding-left: .8em; }
.buttons a { display: inline-block; margin: 0 .4em .4em 0; padding: .25em .8em; border-radius: 3px;
  text-decoration: none; color: var(--vscode-button-secondaryForeground);
  background: var(--vscode-button-secondaryBackground); }
.buttons a:first-child { color: var(--vscode-button-foreground);
  background: var(--vscode-button-background); }
`;
