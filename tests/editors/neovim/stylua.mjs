// Formats Lua files as editors/neovim/stylua.toml says, or with --check only names those that are
// not. StyLua's own command is a program that its package downloads; its library is not.
//
//     node stylua.mjs NODE_MODULES [--check] FILE...
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [modules, ...rest] = process.argv.slice(2);
const library = `${modules}/@johnnymorganz/stylua/stylua_lib_node.mjs`;
const { Config, IndentType, OutputVerification, formatCode } = await import(pathToFileURL(library));
const check = rest[0] === "--check";
for (const file of check ? rest.slice(1) : rest) {
  const config = Config.new();
  config.column_width = 100;
  config.indent_type = IndentType.Spaces;
  config.indent_width = 2;
  const source = readFileSync(file, "utf8");
  const formatted = formatCode(source, config, undefined, OutputVerification.None);
  if (formatted === source) continue;
  if (check) {
    console.error(`${file}: not formatted (make format-lua)`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, formatted);
  }
}
