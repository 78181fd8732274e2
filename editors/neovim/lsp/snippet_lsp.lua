--- Configuration of the server for `vim.lsp.enable("snippet_lsp")`. Needs nothing else of the
--- plugin to be called; change it with `vim.lsp.config("snippet_lsp", {…})`.

---@type vim.lsp.Config
return {
  cmd = { "snippet-lsp", "serve" },
  -- Those of all languages that the server reads.
  filetypes = {
    "bash",
    "c",
    "cpp",
    "cs",
    "cuda",
    "dart",
    "elixir",
    "go",
    "haskell",
    "java",
    "javascript",
    "javascriptreact",
    "julia",
    "kotlin",
    "lua",
    "php",
    "python",
    "ruby",
    "rust",
    "scala",
    "sh",
    "swift",
    "typescript",
    "typescriptreact",
    "zig",
    "zsh",
  },
  -- What comes first wins, however far away: a package does not split its repository.
  root_markers = {
    { ".git", ".hg", ".jj", ".svn" },
    { "pyproject.toml", "package.json", "go.mod", "Cargo.toml", ".snippetignore" },
  },
  root_dir = function(bufnr, on_dir)
    on_dir(require("snippet_lsp.root").of(bufnr))
  end,
  capabilities = { experimental = { snippet = { statusNotification = true } } },
  on_exit = function(code, signal, client_id)
    require("snippet_lsp.client").on_exit(code, signal, client_id)
  end,
}
