import assert from "node:assert/strict";
import test from "node:test";
import { permalink, repositoryOf } from "../../src/pure/permalinks";

const PLACE = { commit: "c0ffee", path: "src/a b.py", firstLine: 3, lastLine: 9 };

const REMOTES: [remote: string, host: string, name: string][] = [
  ["https://github.com/ada/shop.git", "github.com", "ada/shop"],
  ["https://ada:secret@github.com/ada/shop", "github.com", "ada/shop"],
  ["git@github.com:ada/shop.git", "github.com", "ada/shop"],
  ["github.com:ada/shop.git", "github.com", "ada/shop"],
  ["ssh://git@github.com/ada/shop.git", "github.com", "ada/shop"],
  ["ssh://git@ssh.github.com:443/ada/shop.git", "github.com", "ada/shop"],
  ["git://github.com/ada/shop.git/", "github.com", "ada/shop"],
  ["git@gitlab.com:group/sub/shop.git", "gitlab.com", "group/sub/shop"],
  ["https://GitLab.example.com:8443/group/shop.git", "gitlab.example.com", "group/shop"],
  ["git@git.sr.ht:~ada/shop", "git.sr.ht", "~ada/shop"],
];

for (const [remote, host, name] of REMOTES) {
  test(`the repository of ${remote}`, () => {
    assert.deepEqual(repositoryOf(remote), { host, name });
  });
}

for (const remote of [
  "",
  "/srv/git/shop.git",
  "../shop",
  "C:\\git\\shop",
  "file:///srv/shop.git",
  "C:/git/shop",
]) {
  test(`no host in “${remote}”`, () => {
    assert.equal(permalink(remote, PLACE), undefined);
  });
}

const LINKS: [remote: string, link: string][] = [
  ["git@github.com:ada/shop.git", "https://github.com/ada/shop/blob/c0ffee/src/a%20b.py#L3-L9"],
  [
    "git@github.acme.com:ada/shop",
    "https://github.acme.com/ada/shop/blob/c0ffee/src/a%20b.py#L3-L9",
  ],
  ["git@gitlab.com:g/s/shop.git", "https://gitlab.com/g/s/shop/-/blob/c0ffee/src/a%20b.py#L3-9"],
  [
    "git@bitbucket.org:ada/shop.git",
    "https://bitbucket.org/ada/shop/src/c0ffee/src/a%20b.py#lines-3:9",
  ],
  [
    "https://codeberg.org/ada/shop.git",
    "https://codeberg.org/ada/shop/src/commit/c0ffee/src/a%20b.py#L3-L9",
  ],
  ["https://git.sr.ht/~ada/shop", "https://git.sr.ht/~ada/shop/tree/c0ffee/item/src/a%20b.py#L3"],
];

for (const [remote, link] of LINKS) {
  test(`a link for ${remote}`, () => {
    assert.equal(permalink(remote, PLACE), link);
  });
}

test("one line has no range", () => {
  const link = permalink("git@github.com:ada/shop", { ...PLACE, lastLine: 3 });
  assert.ok(link?.endsWith("#L3"));
});

test("an unknown host has no links, and no user name ever gets into one", () => {
  assert.equal(permalink("git@git.acme.com:ada/shop.git", PLACE), undefined);
  assert.doesNotMatch(permalink("https://ada:secret@github.com/ada/shop", PLACE) ?? "", /secret/);
});
