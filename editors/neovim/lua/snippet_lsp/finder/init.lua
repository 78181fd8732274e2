--- The live search float: what is typed, what was found, which of it is selected. At most one is
--- open. Windows, lists and keys are the business of the modules beside this one.
local M = {}

local client_of = require("snippet_lsp.client")
local completion = require("snippet_lsp.finder.completion")
local config = require("snippet_lsp.config")
local history = require("snippet_lsp.finder.history")
local layout = require("snippet_lsp.finder.layout")
local list = require("snippet_lsp.finder.list")
local preview = require("snippet_lsp.finder.preview")
local remarks = require("snippet_lsp.finder.remarks")
local results = require("snippet_lsp.results")
local sources = require("snippet_lsp.sources")

---@class snippet.Finder
---@field config snippet.Config
---@field asked string the text of the prompt that was asked
---@field windows snippet.Windows
---@field origin integer window that the finder was opened from
---@field group integer of its autocommands
---@field source snippet.Source
---@field questions snippet.Questions
---@field found snippet.Result[] all answers
---@field shown snippet.Result[] those that pass the prompt, where it only filters
---@field row integer of the selected one
---@field reply snippet.Reply?
---@field problem string?
---@field waiting boolean
---@field explain boolean
---@field before {source: snippet.Source, query: string, row: integer}[] what `back` goes back to
local Finder = {}
Finder.__index = Finder

local current ---@type snippet.Finder?

local AGAIN = 700 -- milliseconds after which an answer from half an index is asked for again

--- Open the finder on a source; one that is open already goes over to it.
---@param source snippet.Source
function M.open(source)
  M.close()
  require("snippet_lsp.finder.highlights").define()
  local settings = config.get()
  local self = setmetatable({
    config = settings,
    origin = vim.api.nvim_get_current_win(),
    before = {},
    explain = settings.finder.explain,
  }, Finder)
  self.windows = layout.open(settings.finder)
  current = self
  self:listen()
  require("snippet_lsp.finder.keys").map(self:prompt_buffer(), settings.finder.keys)
  completion.prepare(self:prompt_buffer())
  self:visit(source, source.query, 1)
  vim.cmd("startinsert!")
end

--- Close the finder, if it is open.
function M.close()
  if current then
    current:close()
  end
end

--- Do what a key stands for: see `finder/keys.lua`.
---@param name string
function M.act(name)
  if current then
    require("snippet_lsp.finder.keys").actions[name](current)
  end
end

---@return integer
function Finder:prompt_buffer()
  return vim.api.nvim_win_get_buf(self.windows.prompt)
end

function Finder:listen()
  self.group = vim.api.nvim_create_augroup("snippet_lsp.finder", {})
  local buffer = self:prompt_buffer()
  local function on(event, pattern, callback)
    vim.api.nvim_create_autocmd(event, {
      group = self.group,
      buffer = pattern == nil and buffer or nil,
      pattern = pattern,
      callback = callback,
    })
  end
  on({ "TextChangedI", "TextChanged", "TextChangedP" }, nil, function(args)
    self:changed(args.event == "TextChangedI")
  end)
  on("WinLeave", nil, function()
    vim.schedule(function()
      if current == self and vim.api.nvim_get_current_win() ~= self.windows.prompt then
        self:close()
      end
    end)
  end)
  on("BufWipeout", nil, function()
    vim.schedule(function()
      self:close()
    end)
  end)
  on("VimResized", "*", function()
    layout.resize(self.windows, self.config.finder)
    self:draw()
  end)
  on("User", "SnippetStatus", function()
    self:draw_frame()
  end)
end

--- What is typed.
---@return string
function Finder:query()
  return vim.api.nvim_buf_get_lines(self:prompt_buffer(), 0, 1, false)[1] or ""
end

---@param query string
function Finder:type(query)
  vim.api.nvim_buf_set_lines(self:prompt_buffer(), 0, -1, false, { query })
  vim.api.nvim_win_set_cursor(self.windows.prompt, { 1, #query })
end

--- Go over to another source.
---@param source snippet.Source
---@param query string
---@param row integer
function Finder:visit(source, query, row)
  if self.questions then
    self.questions:cancel()
  end
  self.source, self.questions = source, sources.questions(source)
  self.found, self.shown, self.row, self.reply = {}, {}, row, nil
  self:type(query)
  self.asked = query
  self:ask(0)
end

--- The text of the prompt may be another one.
---@param typed boolean whether by a key, with no menu open
function Finder:changed(typed)
  local buffer = self:prompt_buffer()
  if vim.api.nvim_buf_line_count(buffer) > 1 then
    local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
    return self:type(vim.trim(table.concat(lines, " ")))
  end
  local query = self:query()
  if query == self.asked then
    return
  end
  self.asked = query
  if not self.source.live then
    self.row = 1
    return self:draw()
  end
  self.row = 1
  self:ask(self.config.debounce)
  if typed then
    completion.propose(self, false)
  end
end

--- Ask the source.
---@param wait integer milliseconds
function Finder:ask(wait)
  self.waiting, self.problem = wait < AGAIN, nil
  self:draw_frame()
  self.questions:ask(self.asked, { explain = self.explain, wait = wait }, function(problem, reply)
    self.waiting, self.problem = false, problem
    if reply then
      self:answered(reply)
    end
    self:draw()
  end)
end

---@param reply snippet.Reply
function Finder:answered(reply)
  local selected = self:selected()
  self.reply, self.found = reply, reply.results
  self:filter()
  for row, result in ipairs(self.row > 1 and self.shown or {}) do
    if selected and results.place(result) == results.place(selected) then
      self.row = row
    end
  end
  if reply.state == "indexing" or reply.state == "starting" then
    -- There may be better answers soon.
    vim.schedule(function()
      if current == self and not self.waiting then
        self:ask(AGAIN)
      end
    end)
  end
end

---@return snippet.Result?
function Finder:selected()
  return self.shown[self.row]
end

--- Select another row; beyond one end comes the other.
---@param by integer
function Finder:move(by)
  local count = #self.shown
  if count == 0 then
    return
  end
  if math.abs(by) == 1 then
    self.row = (self.row - 1 + by) % count + 1
  else
    self.row = math.min(math.max(self.row + by, 1), count)
  end
  self:draw_selection()
end

--- Results that hold every word of the prompt somewhere, where it only filters.
function Finder:filter()
  if self.source.live then
    self.shown = self.found
    return
  end
  local words = vim.split(self.asked:lower(), "%s+", { trimempty = true })
  self.shown = vim.tbl_filter(function(result)
    local text = (results.line(result) .. " " .. results.place(result)):lower()
    return vim.iter(words):all(function(word)
      return text:find(word, 1, true) ~= nil
    end)
  end, self.found)
end

function Finder:draw()
  self:filter()
  self.row = math.max(math.min(self.row, #self.shown), 1)
  local window = self.windows.list
  vim.wo[window].wrap = false
  list.show(vim.api.nvim_win_get_buf(window), window, self.shown)
  if #self.shown == 0 then
    self:say(remarks.emptiness(self))
  end
  self:draw_frame()
  self:draw_selection()
end

--- Lines in place of results.
---@param lines string[]
function Finder:say(lines)
  local buffer = vim.api.nvim_win_get_buf(self.windows.list)
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  vim.wo[self.windows.list].cursorline = false
  vim.wo[self.windows.list].wrap = true
end

--- Titles and footers.
function Finder:draw_frame()
  local client = client_of.all({ bufnr = self.source.bufnr })[1]
  local root = client and client.root_dir and vim.fs.basename(client.root_dir)
  local title = (" %s%s "):format(self.source.title, root and " · " .. root or "")
  vim.api.nvim_win_set_config(self.windows.prompt, { title = title, title_pos = "left" })
  vim.api.nvim_win_set_config(self.windows.list, {
    footer = { { " " .. table.concat(remarks.all(self), " · ") .. " ", remarks.group(self) } },
    footer_pos = "left",
  })
end

function Finder:draw_selection()
  local result = self:selected()
  local window = self.windows.list
  vim.wo[window].cursorline = result ~= nil
  if result then
    vim.api.nvim_win_set_cursor(window, { self.row, 0 })
  end
  if self.windows.preview then
    local title = result and (" %s "):format(results.place(result)) or ""
    preview.show(self.windows.preview, result)
    vim.api.nvim_win_set_config(self.windows.preview, { title = title, title_pos = "left" })
  end
end

function Finder:close()
  if current ~= self then
    return
  end
  current = nil
  self.questions:cancel()
  for _, visited in ipairs(self.before) do
    history.add(visited.source.live and visited.query or "")
  end
  history.add(self.source.live and self.asked or "")
  vim.api.nvim_del_augroup_by_id(self.group)
  layout.close(self.windows)
  if vim.api.nvim_win_is_valid(self.origin) then
    vim.api.nvim_set_current_win(self.origin)
  end
end

return M
