--- What the keys of the finder do.
local M = {}

local completion = require("snippet_lsp.finder.completion")
local history = require("snippet_lsp.finder.history")
local results = require("snippet_lsp.results")
local sources = require("snippet_lsp.sources")

---@type table<string, fun(finder: snippet.Finder)>
M.actions = {}

--- What each does, in the order in which they are listed.
local SAID = {
  { "open", "open the result" },
  { "split", "open it in a split" },
  { "vsplit", "open it in a vertical split" },
  { "tab", "open it in a tab" },
  { "quickfix", "all results to the quickfix list" },
  { "next", "next result" },
  { "previous", "previous result" },
  { "page_down", "half a page of results down" },
  { "page_up", "half a page of results up" },
  { "preview_down", "scroll the preview down" },
  { "preview_up", "scroll the preview up" },
  { "similar", "code that is similar to the result" },
  { "back", "back to the results before" },
  { "explain", "why each result was found" },
  { "complete", "complete a filter" },
  { "older", "question before" },
  { "newer", "question after" },
  { "close", "close" },
  { "keys", "these keys" },
}

--- Actions after which the prompt is gone, so that insert mode must end in it.
local LEAVING =
  { open = true, split = true, vsplit = true, tab = true, quickfix = true, close = true }

--- Keys of the menu of filters, while it is open.
local IN_MENU = { next = "<C-n>", previous = "<C-p>", complete = "<C-n>", close = "<C-e>" }

---@param name string
---@return string
local function call(name)
  return ("<Cmd>lua require('snippet_lsp.finder').act('%s')<CR>"):format(name)
end

---@param name string
---@return string keys
local function in_insert_mode(name)
  if vim.fn.pumvisible() == 1 then
    if IN_MENU[name] then
      return IN_MENU[name]
    elseif name == "open" and vim.fn.complete_info({ "selected" }).selected >= 0 then
      return "<C-y>"
    end
    return "<C-e>" .. (LEAVING[name] and "<C-\\><C-n>" or "") .. call(name)
  end
  return (LEAVING[name] and "<C-\\><C-n>" or "") .. call(name)
end

---@param buffer integer
---@param keys table<string, string|false>
function M.map(buffer, keys)
  for key, name in pairs(keys) do
    if name then
      assert(M.actions[name], ('vim.g.snippet_lsp: no action "%s" for %s'):format(name, key))
      vim.keymap.set("i", key, function()
        return in_insert_mode(name)
      end, { buffer = buffer, expr = true, replace_keycodes = true })
      vim.keymap.set("n", key, call(name), { buffer = buffer })
    end
  end
  for key, name in pairs({ ["<Esc>"] = "close", q = "close", j = "next", k = "previous" }) do
    vim.keymap.set("n", key, call(name), { buffer = buffer, nowait = true })
  end
end

--- The window that results are opened in: the one that the finder was opened from, unless it
--- shows something that is not a file.
---@param origin integer
local function go_to_a_file_window(origin)
  local windows = { origin }
  vim.list_extend(windows, vim.api.nvim_tabpage_list_wins(0))
  for _, window in ipairs(windows) do
    if vim.api.nvim_win_is_valid(window) then
      local is_file = vim.bo[vim.api.nvim_win_get_buf(window)].buftype == ""
      local is_float = vim.api.nvim_win_get_config(window).relative ~= ""
      if is_file and not is_float and not vim.wo[window].winfixbuf then
        return vim.api.nvim_set_current_win(window)
      end
    end
  end
  vim.cmd("split")
  vim.wo.winfixbuf = false
end

for _, how in ipairs({ "open", "split", "vsplit", "tab" }) do
  M.actions[how] = function(finder)
    local result = finder:selected()
    if result then
      finder:close()
      go_to_a_file_window(finder.origin)
      results.open(result, how)
    end
  end
end

function M.actions.quickfix(finder)
  if #finder.shown > 0 then
    finder:close()
    local title = finder.source.title .. (finder.asked ~= "" and ": " .. finder.asked or "")
    results.to_quickfix(finder.shown, title)
  end
end

function M.actions.close(finder)
  finder:close()
end

function M.actions.next(finder)
  finder:move(1)
end

function M.actions.previous(finder)
  finder:move(-1)
end

---@param finder snippet.Finder
---@return integer
local function half_page(finder)
  return math.max(math.floor(vim.api.nvim_win_get_height(finder.windows.list) / 2), 2)
end

function M.actions.page_down(finder)
  finder:move(half_page(finder))
end

function M.actions.page_up(finder)
  finder:move(-half_page(finder))
end

---@param finder snippet.Finder
---@param key string
local function scroll_preview(finder, key)
  if finder.windows.preview then
    vim.api.nvim_win_call(finder.windows.preview, function()
      vim.cmd.normal({ vim.keycode(key), bang = true })
    end)
  end
end

function M.actions.preview_down(finder)
  scroll_preview(finder, "<C-d>")
end

function M.actions.preview_up(finder)
  scroll_preview(finder, "<C-u>")
end

function M.actions.similar(finder)
  local result = finder:selected()
  if result then
    table.insert(
      finder.before,
      { source = finder.source, query = finder:query(), row = finder.row }
    )
    local opts = { bufnr = finder.source.bufnr, what = result.name }
    finder:visit(sources.similar(results.as_place(result), opts), "", 1)
  end
end

function M.actions.back(finder)
  local place = table.remove(finder.before)
  if place then
    finder:visit(place.source, place.query, place.row)
  end
end

function M.actions.explain(finder)
  finder.explain = not finder.explain
  finder:ask(0)
end

function M.actions.complete(finder)
  completion.propose(finder, true)
end

---@param finder snippet.Finder
---@param by integer
local function recall(finder, by)
  local asked = history.all()
  local place = #asked + 1
  for index, query in ipairs(asked) do
    if query == finder:query() then
      place = index
    end
  end
  local query = asked[place + by]
  if finder.source.live and (query or by > 0) then
    finder:type(query or "")
    finder:changed(false)
  end
end

function M.actions.older(finder)
  recall(finder, -1)
end

function M.actions.newer(finder)
  recall(finder, 1)
end

function M.actions.keys(finder)
  local lines = {}
  for _, said in ipairs(SAID) do
    local keys = {}
    for key, name in pairs(finder.config.finder.keys) do
      if name == said[1] then
        keys[#keys + 1] = key
      end
    end
    if #keys > 0 then
      lines[#lines + 1] = ("%-14s %s"):format(table.concat(vim.fn.sort(keys), " "), said[2])
    end
  end
  finder:say(lines)
end

return M
