/** Links to lines of a file at a commit, on the well-known web hosts of git repositories. */

export interface Place {
  /** Full hash. */
  commit: string;
  /** Relative to the repository's root, with `/` separators. */
  path: string;
  /** From 1, inclusive. */
  firstLine: number;
  lastLine: number;
}

interface Repository {
  host: string;
  /** `owner/name`, on GitLab possibly with groups in between; without `.git`. */
  name: string;
}

interface WebHost {
  matches: (host: string) => boolean;
  link: (repository: Repository, place: Place, path: string) => string;
}

const HOSTS: readonly WebHost[] = [
  {
    matches: (host) => host === "github.com" || host.startsWith("github."),
    link: (repository, { commit, firstLine, lastLine }, path) =>
      `${web(repository)}/blob/${commit}/${path}#${lines("L", firstLine, "-L", lastLine)}`,
  },
  {
    matches: (host) => host === "gitlab.com" || host.startsWith("gitlab."),
    link: (repository, { commit, firstLine, lastLine }, path) =>
      `${web(repository)}/-/blob/${commit}/${path}#${lines("L", firstLine, "-", lastLine)}`,
  },
  {
    matches: (host) => host === "bitbucket.org",
    link: (repository, { commit, firstLine, lastLine }, path) =>
      `${web(repository)}/src/${commit}/${path}#${lines("lines-", firstLine, ":", lastLine)}`,
  },
  {
    matches: (host) => host === "codeberg.org" || host.startsWith("gitea."),
    link: (repository, { commit, firstLine, lastLine }, path) =>
      `${web(repository)}/src/commit/${commit}/${path}#${lines("L", firstLine, "-L", lastLine)}`,
  },
  {
    matches: (host) => host === "git.sr.ht",
    link: (repository, { commit, firstLine }, path) =>
      `${web(repository)}/tree/${commit}/item/${path}#L${firstLine}`,
  },
];

/** The link, or nothing if the remote is not on a host that is known. */
export function permalink(remote: string, place: Place): string | undefined {
  const repository = repositoryOf(remote);
  const host = repository && HOSTS.find((one) => one.matches(repository.host));
  const path = place.path.split("/").map(encodeURIComponent).join("/");
  return repository && host?.link(repository, place, path);
}

/** Host and name from any form of remote that git takes. */
export function repositoryOf(remote: string): Repository | undefined {
  const url = remote.trim();
  const withScheme = /^(?:https?|ssh|git|git\+ssh):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+)$/i.exec(
    url,
  );
  const likeScp = /^(?:[^@/:]+@)?([^/:]{2,}):(?!\/\/)\/?(.+)$/.exec(url);
  const [, host, path] = withScheme ?? likeScp ?? [];
  const name = path?.replace(/\/+$/, "").replace(/\.git$/i, "");
  if (!host || !name?.includes("/")) {
    return undefined;
  }
  return { host: canonical(host.toLowerCase()), name };
}

/** Names under which hosts take connections: over the port of https, for one. */
function canonical(host: string): string {
  const names: Record<string, string> = {
    "ssh.github.com": "github.com",
    "altssh.gitlab.com": "gitlab.com",
    "altssh.bitbucket.org": "bitbucket.org",
  };
  return names[host] ?? host;
}

function web({ host, name }: Repository): string {
  return `https://${host}/${name.split("/").map(encodeURI).join("/")}`;
}

function lines(before: string, first: number, between: string, last: number): string {
  return last > first ? `${before}${first}${between}${last}` : `${before}${first}`;
}
