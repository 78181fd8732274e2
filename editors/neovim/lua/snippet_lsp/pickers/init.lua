--- Which picker shows a source. Each adapter is one function, `open(source)`, that keeps the
--- server's order and never filters what the server has answered.
local M = {}

local MODULES = {
  builtin = "snippet_lsp.finder",
  telescope = "snippet_lsp.pickers.telescope",
  ["fzf-lua"] = "snippet_lsp.pickers.fzf_lua",
  snacks = "snippet_lsp.pickers.snacks",
  ["mini.pick"] = "snippet_lsp.pickers.mini_pick",
}

--- The names of all pickers.
---@return string[]
function M.names()
  return vim.fn.sort(vim.tbl_keys(MODULES))
end

--- The results of an answer; what went wrong is shown where it disturbs nobody who types.
---@param problem string?
---@param reply snippet.Reply?
---@return snippet.Result[]
function M.results(problem, reply)
  local remark = problem or reply and reply.message
  if remark then
    vim.api.nvim_echo({ { "snippet-lsp: " .. remark, "WarningMsg" } }, false, {})
  end
  return reply and reply.results or {}
end

---@param source snippet.Source
---@param name string
function M.open(source, name)
  if not MODULES[name] then
    local known = table.concat(M.names(), ", ")
    error(('snippet_lsp: there is no picker "%s", only %s'):format(name, known), 0)
  end
  local found, picker = pcall(require, MODULES[name])
  if not found then
    error(('snippet_lsp: the picker "%s" cannot be loaded: %s'):format(name, picker), 0)
  end
  require("snippet_lsp.finder.highlights").define()
  picker.open(source)
end

return M
