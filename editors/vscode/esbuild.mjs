// Bundles the extension; with --tests the tests instead.
import { readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  logLevel: "warning",
};

if (process.argv.includes("--tests")) {
  rmSync("out", { recursive: true, force: true });
  const units = readdirSync("test/unit")
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => `test/unit/${name}`);
  await build({ ...common, entryPoints: units, outdir: "out/unit", sourcemap: "inline" });
  await build({
    ...common,
    entryPoints: ["test/host/index.ts"],
    outdir: "out/host",
    external: ["vscode"],
    sourcemap: "inline",
  });
} else {
  const production = process.argv.includes("--production");
  rmSync("dist", { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    external: ["vscode"],
    minify: production,
    sourcemap: !production,
  });
}
