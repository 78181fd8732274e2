--- Find functions by what they do: the functions that commands and keys call. See
--- `:help snippet_lsp`.
local M = {}

local client_of = require("snippet_lsp.client")
local config = require("snippet_lsp.config")
local results = require("snippet_lsp.results")
local sources = require("snippet_lsp.sources")

---@param problem string?
local function complain(problem)
  vim.notify("snippet-lsp: " .. (problem or "no answer"), vim.log.levels.ERROR)
end

--- Settings, over those in `vim.g.snippet_lsp`. Nothing needs it to be called.
---@param settings? snippet.Config
function M.setup(settings)
  vim.g.snippet_lsp = vim.tbl_deep_extend("force", vim.g.snippet_lsp or {}, settings or {})
end

---@param source snippet.Source
---@param picker? string
local function show(source, picker)
  local client, problem = client_of.get(source.bufnr)
  if not client then
    return complain(problem)
  end
  require("snippet_lsp.pickers").open(source, picker or config.get().picker)
end

---@class snippet.SearchOpts
---@field query? string what the prompt begins with
---@field folder? string URI of a workspace folder: search only there
---@field picker? string as in the settings
---@field quickfix? boolean answer `query` in the quickfix list, without a prompt

--- Search while typing.
---@param opts? snippet.SearchOpts|string
function M.search(opts)
  opts = type(opts) == "string" and { query = opts } or opts or {}
  local bufnr = vim.api.nvim_get_current_buf()
  local source = sources.search({ query = opts.query, folder = opts.folder, bufnr = bufnr })
  if opts.quickfix then
    return M.to_quickfix(source)
  end
  show(source, opts.picker)
end

--- Ask a source once, and put what it finds into the quickfix list.
---@param source snippet.Source
function M.to_quickfix(source)
  source.ask(source.query, { explain = false }, function(problem, reply)
    if not reply then
      return complain(problem)
    elseif #reply.results == 0 then
      return vim.notify("snippet-lsp: " .. (reply.message or "nothing found"))
    end
    local title = source.title .. (source.query ~= "" and ": " .. source.query or "")
    results.to_quickfix(reply.results, title)
  end)
end

---@class snippet.SimilarOpts
---@field place? snippet.Place what to compare with; by default the definition at the cursor
---@field lines? {[1]: integer, [2]: integer} the first and last line to compare with, from 1
---@field what? string its name, for the title
---@field picker? string as in the settings
---@field quickfix? boolean answer in the quickfix list
---@field client_id? integer

--- The place at the cursor, or some lines, of the current buffer.
---@param client vim.lsp.Client
---@param lines? {[1]: integer, [2]: integer}
---@return snippet.Place
local function place_here(client, lines)
  local position = vim.lsp.util.make_position_params(0, client.offset_encoding)
  local place = { textDocument = position.textDocument, position = position.position }
  if lines then
    local last = vim.fn.getline(lines[2])
    local stop = vim.str_utfindex(last, client.offset_encoding, #last)
    place.position = nil
    place.range = {
      start = { line = lines[1] - 1, character = 0 },
      ["end"] = { line = lines[2] - 1, character = stop },
    }
  end
  if not vim.lsp.buf_is_attached(0, client.id) then
    -- The server does not know this text.
    local from, to = 1, -1
    if lines then
      from, to = lines[1], lines[2]
    end
    local code = table.concat(vim.api.nvim_buf_get_lines(0, from - 1, to, false), "\n")
    return { code = code, language = vim.bo.filetype }
  end
  return place
end

---@param lines? {[1]: integer, [2]: integer}
---@return string
local function name_of_place(lines)
  local file = vim.fs.basename(vim.api.nvim_buf_get_name(0))
  file = file ~= "" and file or "[No Name]"
  if lines then
    return ("%s:%d-%d"):format(file, lines[1], lines[2])
  end
  return ("%s:%d"):format(file, vim.fn.line("."))
end

--- Show what is most like the definition at the cursor, or like some lines.
---@param opts? snippet.SimilarOpts
function M.similar(opts)
  opts = opts or {}
  local bufnr = vim.api.nvim_get_current_buf()
  local client, problem = client_of.get(bufnr)
  if not client then
    return complain(problem)
  end
  local place = opts.place or place_here(client, opts.lines)
  local source = sources.similar(place, {
    bufnr = bufnr,
    what = opts.what or name_of_place(opts.lines),
  })
  if opts.quickfix then
    return M.to_quickfix(source)
  end
  show(source, opts.picker)
end

--- The lines that are selected, or were last.
---@return {[1]: integer, [2]: integer}
local function selected_lines()
  local from, to = vim.fn.line("v"), vim.fn.line(".")
  return { math.min(from, to), math.max(from, to) }
end

--- `similar` for the selection, from visual mode, which it ends.
function M.similar_selection()
  local lines = selected_lines()
  vim.api.nvim_feedkeys(vim.keycode("<Esc>"), "nx", false)
  M.similar({ lines = lines })
end

--- The client's half of the code action "Find similar code".
---@param command lsp.Command
function M.similar_command(command)
  local place = assert(command.arguments and command.arguments[1])
  local first, last = place.range.start.line + 1, place.range["end"].line + 1
  M.similar({ place = place, what = name_of_place(first ~= last and { first, last } or nil) })
end

--- Ask a server for results without showing them.
---@param query string
---@param opts {bufnr?: integer, limit?: integer, explain?: boolean, folder?: string}?
---@param on_reply snippet.OnReply
---@return snippet.Cancel
function M.find(query, opts, on_reply)
  opts = opts or {}
  local bufnr = opts.bufnr or vim.api.nvim_get_current_buf()
  local client, problem = client_of.get(bufnr)
  if not client then
    on_reply(problem)
    return function() end
  end
  return client_of.request_results(client, "snippet/search", {
    query = query,
    limit = opts.limit or config.get().limit,
    explain = opts.explain,
    folder = opts.folder,
  }, on_reply, bufnr)
end

--- The server of the current buffer; complains if there is none.
---@return vim.lsp.Client?
local function client_here()
  local client, problem = client_of.get(vim.api.nvim_get_current_buf())
  if not client then
    complain(problem)
  end
  return client
end

--- Functions that are there more than once, in the quickfix list.
---@param opts? snippet.DuplicatesOpts
function M.duplicates(opts)
  local client = client_here()
  if client then
    require("snippet_lsp.duplicates").report(client, opts or {}, complain)
  end
end

--- How much can be found, in a window that follows it.
function M.status()
  local client = client_here()
  if client then
    require("snippet_lsp.status").show(client)
  end
end

--- For a statusline.
---@return string
function M.statusline()
  return require("snippet_lsp.status").line()
end

---@param method string
---@param done string what to say when the server has taken it up
local function order(method, done)
  local client = client_here()
  if not client then
    return
  end
  client_of.request(client, method, vim.empty_dict(), function(problem)
    if problem then
      return complain(problem)
    end
    vim.notify("snippet-lsp: " .. done)
  end)
end

--- Read all files again.
function M.reindex()
  order("snippet/reindex", "all files are read again")
end

--- Learn the repository's own vocabulary now.
function M.learn()
  order("snippet/learn", "learning has begun")
end

--- Remove the index of the current buffer's folder.
---@param opts? {ask?: boolean} whether to ask first; by default true
function M.clear(opts)
  local asks = not opts or opts.ask ~= false
  if not asks or vim.fn.confirm("Remove the index of this folder?", "&Yes\n&No", 2) == 1 then
    order("snippet/clear", "the index has been removed")
  end
end

--- What the server has logged.
function M.log()
  require("snippet_lsp.log").show((vim.lsp.config.snippet_lsp or {}).cmd)
end

return M
