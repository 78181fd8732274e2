// Makes the .vsix: the bundle, the pictures from docs/images, and a README that points to them.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createVSIX } from "@vscode/vsce";

const pictures = "../../docs/images";
rmSync("media", { recursive: true, force: true });
mkdirSync("media");
for (const name of readdirSync(pictures).filter((one) => one.startsWith("vscode-"))) {
  cpSync(`${pictures}/${name}`, `media/${name}`);
}
const readme = readFileSync("README.md", "utf8").replaceAll(`${pictures}/`, "media/");
mkdirSync(".package", { recursive: true });
writeFileSync(".package/README.md", readme);

await createVSIX({
  dependencies: false,
  readmePath: ".package/README.md",
  rewriteRelativeLinks: false,
  allowMissingRepository: true,
  packagePath: process.env.VSIX,
});
