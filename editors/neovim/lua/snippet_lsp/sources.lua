--- Questions to the server as sources of results, which any picker can show. No windows here.
local M = {}

local client_of = require("snippet_lsp.client")
local config = require("snippet_lsp.config")

--- Functions that do what is typed.
---@param opts {query?: string, bufnr: integer, folder?: string}
---@return snippet.Source
function M.search(opts)
  return {
    title = "Search",
    live = true,
    query = opts.query or "",
    bufnr = opts.bufnr,
    ask = function(query, how, on_reply)
      if vim.trim(query) == "" then
        on_reply(nil, { state = "ready", results = {} })
        return function() end
      end
      local client, problem = client_of.get(opts.bufnr)
      if not client then
        on_reply(problem)
        return function() end
      end
      return client_of.request_results(client, "snippet/search", {
        query = query,
        limit = config.get().limit,
        explain = how.explain,
        folder = opts.folder,
      }, on_reply, opts.bufnr)
    end,
  }
end

--- Code like a place.
---@param place snippet.Place
---@param opts {bufnr: integer, what: string}
---@return snippet.Source
function M.similar(place, opts)
  return {
    title = "Similar to " .. opts.what,
    live = false,
    query = "",
    bufnr = opts.bufnr,
    ask = function(_, _, on_reply)
      local client, problem = client_of.get(opts.bufnr)
      if not client then
        on_reply(problem)
        return function() end
      end
      local params = vim.tbl_extend("force", { limit = config.get().limit }, place)
      return client_of.request_results(client, "snippet/similar", params, on_reply, opts.bufnr)
    end,
  }
end

--- Questions of one source, of which only the last one matters: each waits until no other has
--- come for a while, and cancels the one before.
---@class snippet.Questions
---@field private source snippet.Source
---@field private timer uv.uv_timer_t?
---@field private cancel_last snippet.Cancel?
---@field private number integer
local Questions = {}
Questions.__index = Questions

---@param source snippet.Source
---@return snippet.Questions
function M.questions(source)
  return setmetatable({ source = source, number = 0 }, Questions)
end

---@param query string
---@param opts {explain: boolean, wait: integer} milliseconds
---@param on_reply snippet.OnReply
function Questions:ask(query, opts, on_reply)
  self:cancel()
  local number = self.number
  local function go()
    if number ~= self.number then
      return
    end
    self.cancel_last = self.source.ask(query, { explain = opts.explain }, function(problem, reply)
      if number == self.number then
        on_reply(problem, reply)
      end
    end)
  end
  if opts.wait <= 0 then
    return go()
  end
  self.timer = vim.defer_fn(go, opts.wait)
end

--- Forget what was asked; its answer is not told any more.
function Questions:cancel()
  self.number = self.number + 1
  if self.timer and not self.timer:is_closing() then
    self.timer:stop()
    self.timer:close()
  end
  self.timer = nil
  if self.cancel_last then
    self.cancel_last()
    self.cancel_last = nil
  end
end

return M
