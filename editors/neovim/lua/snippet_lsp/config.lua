--- Settings of the plugin: defaults, under what `vim.g.snippet_lsp` holds. The server's own go to
--- `vim.lsp.config("snippet_lsp", …)`.
local M = {}

---@class snippet.Config
---@field picker? "builtin"|"telescope"|"fzf-lua"|"snacks"|"mini.pick" what shows results
---@field limit? integer how many results
---@field debounce? integer milliseconds without a key after which a question is asked
---@field finder? snippet.FinderConfig

---@class snippet.FinderConfig
---@field width? number share of the columns, or columns if it is more than 1
---@field height? number share of the lines, or lines if it is more than 1
---@field border? string|string[] as of `nvim_open_win()`; by default 'winborder', or "rounded"
---@field preview? boolean
---@field explain? boolean whether every result says why it was found
---@field keys? table<string, string|false> actions by key, in the prompt; false takes a key away

---@type snippet.Config
M.defaults = {
  picker = "builtin",
  limit = 50,
  debounce = 60,
  finder = {
    width = 0.9,
    height = 0.85,
    preview = true,
    explain = false,
    keys = {
      ["<CR>"] = "open",
      ["<C-x>"] = "split",
      ["<C-v>"] = "vsplit",
      ["<C-t>"] = "tab",
      ["<C-q>"] = "quickfix",
      ["<C-n>"] = "next",
      ["<C-p>"] = "previous",
      ["<Down>"] = "next",
      ["<Up>"] = "previous",
      ["<C-f>"] = "page_down",
      ["<C-b>"] = "page_up",
      ["<C-d>"] = "preview_down",
      ["<C-u>"] = "preview_up",
      ["<C-s>"] = "similar",
      ["<C-o>"] = "back",
      ["<C-e>"] = "explain",
      ["<Tab>"] = "complete",
      ["<M-p>"] = "older",
      ["<M-n>"] = "newer",
      ["<C-c>"] = "close",
      ["<F1>"] = "keys",
    },
  },
}

--- The settings as they are now.
---@return snippet.Config
function M.get()
  return vim.tbl_deep_extend("force", M.defaults, vim.g.snippet_lsp or {})
end

return M
