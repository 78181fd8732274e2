--- The connection: which client answers for a buffer, and questions to it. Knows no windows.
local M = {}

local NAME = "snippet_lsp"
local START_TIMEOUT = 10000 -- milliseconds
local MOST_RESTARTS, RESTART_WINDOW = 3, 60000 -- milliseconds

local TASKS = {
  ["snippet/search"] = "search",
  ["snippet/similar"] = "find similar code",
  ["snippet/complete"] = "complete filters",
  ["snippet/status"] = "tell its status",
  ["snippet/duplicates"] = "look for duplicates",
  ["snippet/reindex"] = "reindex on request",
  ["snippet/learn"] = "learn on request",
  ["snippet/clear"] = "clear its index on request",
}

local restarts = {} ---@type integer[] when, in milliseconds

--- What the server can do beyond the protocol.
---@param client vim.lsp.Client
---@return table<string, boolean>?
function M.abilities(client)
  return vim.tbl_get(client, "server_capabilities", "experimental", "snippet")
end

--- All running clients of this server, whatever they are named.
---@param filter? vim.lsp.get_clients.Filter
---@return vim.lsp.Client[]
function M.all(filter)
  return vim.tbl_filter(function(client)
    return M.abilities(client) ~= nil and not client:is_stopped()
  end, vim.lsp.get_clients(filter))
end

--- Why there is no server, and what to do.
---@return string
function M.absence()
  local config = vim.lsp.config[NAME]
  local program = config and type(config.cmd) == "table" and config.cmd[1] or "snippet-lsp"
  if vim.fn.executable(program) == 0 then
    return ('there is no program "%s": install it with `pip install snippet-lsp`, '):format(program)
      .. 'or set `cmd` with `vim.lsp.config("snippet_lsp", {…})`'
  end
  return 'the server did not start: ":checkhealth snippet_lsp" and ":Snippet log" say more'
end

--- The client whose root is the deepest around a path.
---@param path string
---@return vim.lsp.Client?
local function around(path)
  local best ---@type vim.lsp.Client?
  for _, client in ipairs(M.all()) do
    local root = client.root_dir
    if root and vim.fs.relpath(root, path) and (not best or #root > #best.root_dir) then
      best = client
    end
  end
  return best
end

--- The client that answers for a buffer: the one attached to it, else the one of its folder, else
--- that of the working directory. Starts one if there is none.
---@param bufnr integer
---@return vim.lsp.Client? client
---@return string? problem why there is none, and what to do
function M.get(bufnr)
  local attached = M.all({ bufnr = bufnr })[1]
  if attached then
    return attached
  end
  local root = require("snippet_lsp.root").of(bufnr)
  local running = root and around(root)
  if running then
    return running
  end
  local config = vim.lsp.config[NAME]
  if not config or type(config.cmd) == "table" and vim.fn.executable(config.cmd[1]) == 0 then
    return M.all()[1], M.absence()
  end
  if vim.lsp.is_enabled(NAME) then
    vim.lsp.enable(NAME) -- Buffers of a server that has died come back, too.
  end
  config = vim.deepcopy(config)
  config.root_dir = root
  local id = vim.lsp.start(config, { attach = false, silent = true })
  local client = id and vim.lsp.get_client_by_id(id)
  if not client then
    return nil, M.absence()
  end
  vim.wait(START_TIMEOUT, function()
    return client.initialized or client:is_stopped()
  end, 10)
  if not client.initialized then
    return nil, M.absence()
  end
  return client
end

--- Ask a server something that is beyond the protocol.
---@param client vim.lsp.Client
---@param method string
---@param params table
---@param on_reply fun(problem: string?, reply: any) not called after a cancellation
---@param bufnr? integer the buffer whose changes the answer must know
---@return snippet.Cancel
function M.request(client, method, params, on_reply, bufnr)
  local abilities = M.abilities(client) or {}
  if not abilities[method:match("/(.*)")] then
    on_reply(("this server cannot %s: update snippet-lsp"):format(TASKS[method] or method))
    return function() end
  end
  local live = true
  local sent, id = client:request(method, params, function(failure, reply)
    if live then
      live = false
      on_reply(failure and failure.message, reply)
    end
  end, bufnr)
  if not sent then
    on_reply(M.absence())
  end
  return function()
    if live and id then
      live = false
      client:cancel_request(id)
    end
  end
end

--- Ask for results, which come with the encoding of their positions.
---@param client vim.lsp.Client
---@param method string
---@param params table
---@param on_reply snippet.OnReply
---@param bufnr? integer
---@return snippet.Cancel
function M.request_results(client, method, params, on_reply, bufnr)
  return M.request(client, method, params, function(problem, reply)
    for _, result in ipairs(reply and reply.results or {}) do
      result.encoding = client.offset_encoding
    end
    on_reply(problem, reply)
  end, bufnr)
end

--- Bring back a server that has died, a few times at most.
---@param code integer
---@param signal integer
---@param client_id integer
function M.on_exit(code, signal, client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  local is_stopped = client and client._is_stopping ---@diagnostic disable-line: invisible
  if code == 0 and signal == 0 or is_stopped or not (client and client.initialized) then
    return
  end
  local now = vim.uv.now()
  restarts = vim.tbl_filter(function(time)
    return now - time < RESTART_WINDOW
  end, restarts)
  if #restarts >= MOST_RESTARTS then
    return
  end
  restarts[#restarts + 1] = now
  vim.schedule(function()
    if vim.v.exiting == vim.NIL and vim.lsp.is_enabled(NAME) then
      vim.lsp.enable(NAME)
    end
  end)
end

return M
