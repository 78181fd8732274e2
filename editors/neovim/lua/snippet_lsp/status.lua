--- What servers say of themselves: kept for the statusline, and shown in a window.
local M = {}

local client_of = require("snippet_lsp.client")

---@class snippet.Known
---@field status snippet.Status?
---@field percentage integer? of the progress that is running

local known = {} ---@type table<integer, snippet.Known> by client
local listeners = {} ---@type table<fun(client_id: integer), true>
local is_listening = false

---@param client_id integer
local function tell(client_id)
  for listener in pairs(listeners) do
    listener(client_id)
  end
  vim.api.nvim_exec_autocmds("User", { pattern = "SnippetStatus", modeline = false })
  vim.cmd.redrawstatus()
end

--- A status has come, by `snippet/statusChanged` or as a reply.
---@param client_id integer
---@param status snippet.Status
function M.heard(client_id, status)
  known[client_id] = known[client_id] or {}
  known[client_id].status = status
  tell(client_id)
end

---@param client vim.lsp.Client
function M.ask(client)
  client_of.request(client, "snippet/status", vim.empty_dict(), function(_, status)
    if status then
      M.heard(client.id, status)
    end
  end)
end

--- Follow progress, and servers that end.
local function listen()
  if is_listening then
    return
  end
  is_listening = true
  local group = vim.api.nvim_create_augroup("snippet_lsp.status", {})
  vim.api.nvim_create_autocmd("LspProgress", {
    group = group,
    callback = function(args)
      local client = vim.lsp.get_client_by_id(args.data.client_id)
      if not client or not client_of.abilities(client) then
        return
      end
      local value = args.data.params.value
      local one = known[client.id] or {}
      known[client.id] = one
      one.percentage = value.kind ~= "end" and (value.percentage or one.percentage) or nil
      tell(client.id)
    end,
  })
  vim.api.nvim_create_autocmd("LspAttach", {
    group = group,
    callback = function()
      vim.cmd.redrawstatus()
    end,
  })
  vim.api.nvim_create_autocmd("LspDetach", {
    group = group,
    callback = function(args)
      local client = vim.lsp.get_client_by_id(args.data.client_id)
      if not client or client:is_stopped() then
        known[args.data.client_id] = nil
      end
    end,
  })
end

--- What is known of a server; asks it if that is nothing.
---@param client vim.lsp.Client
---@return snippet.Known
function M.of(client)
  listen()
  if not known[client.id] then
    known[client.id] = {}
    M.ask(client)
  end
  return known[client.id]
end

--- For a statusline: `snippet 1,234` (functions that can be found), `snippet 42%` while files are
--- read, `snippet !` where something is amiss, "" without a server.
---@return string
function M.line()
  listen()
  local client = client_of.all({ bufnr = vim.api.nvim_get_current_buf() })[1]
  if not client then
    return ""
  end
  local one = M.of(client)
  local status = one.status
  if one.percentage then
    return ("snippet %d%%%%"):format(one.percentage)
  elseif not status then
    return "snippet"
  elseif status.state == "degraded" then
    return "snippet !"
  elseif status.state ~= "ready" then
    return "snippet …"
  end
  local symbols = 0
  for _, folder in ipairs(status.folders) do
    symbols = symbols + folder.symbols
  end
  return "snippet " .. M.number(symbols)
end

--- A number with commas between the thousands.
---@param number integer
---@return string
function M.number(number)
  local digits = ("%d"):format(number):reverse():gsub("(%d%d%d)", "%1,"):reverse()
  return (digits:gsub("^,", ""))
end

--- Files that are not searched: `12 files: minified`.
---@param folder snippet.FolderStatus
---@return string[]
function M.left_out(folder)
  local lines = {}
  for reason, count in vim.spairs(folder.leftOut or {}) do
    lines[#lines + 1] = ("%s %s: %s"):format(
      M.number(count),
      count == 1 and "file" or "files",
      reason
    )
  end
  return lines
end

---@param client vim.lsp.Client
---@param status snippet.Status
---@return string[]
function M.report(client, status)
  local lines = {
    ("snippet-lsp %s · %s"):format(status.version, status.state),
    "model  " .. (status.model.checkpoint ~= "" and status.model.checkpoint:sub(1, 12) or "–"),
  }
  for _, folder in ipairs(status.folders) do
    vim.list_extend(lines, {
      "",
      ("%s · %s"):format(vim.uri_to_fname(folder.uri), folder.state),
      ("  %s definitions in %s files"):format(M.number(folder.symbols), M.number(folder.files)),
    })
    if folder.pending > 0 then
      lines[#lines + 1] = ("  %s files to read"):format(M.number(folder.pending))
    end
    for _, left_out in ipairs(M.left_out(folder)) do
      lines[#lines + 1] = "  " .. left_out
    end
    if folder.checkpoint ~= "" and folder.checkpoint ~= status.model.checkpoint then
      lines[#lines + 1] = "  model " .. folder.checkpoint:sub(1, 12)
    end
    if folder.nearest ~= "" then
      local recall = type(folder.recall) == "number" and (", recall %.3f"):format(folder.recall)
      lines[#lines + 1] = "  nearest vectors: " .. folder.nearest .. (recall or "")
    end
  end
  if #status.problems > 0 then
    vim.list_extend(lines, { "" })
    for _, problem in ipairs(status.problems) do
      lines[#lines + 1] = "! " .. problem
    end
  end
  local percentage = M.of(client).percentage
  if percentage then
    local done = math.floor(percentage / 100 * 30)
    vim.list_extend(lines, {
      "",
      ("█"):rep(done) .. ("░"):rep(30 - done) .. (" %d%%"):format(percentage),
    })
  end
  return lines
end

--- Show the status of a server in a window, which follows it until it is closed.
---@param client vim.lsp.Client
function M.show(client)
  M.of(client)
  local buffer, window = vim.lsp.util.open_floating_preview({ "…" }, "", {
    border = vim.o.winborder ~= "" and vim.o.winborder or "rounded",
    title = " Snippet ",
    focus_id = "snippet_lsp.status",
    focus = false,
    width = 60,
    height = 1,
  })
  local function draw(client_id)
    local status = known[client.id] and known[client.id].status
    if client_id ~= client.id or not status or not vim.api.nvim_win_is_valid(window) then
      return
    end
    local lines = M.report(client, status)
    vim.bo[buffer].modifiable = true
    vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
    vim.bo[buffer].modifiable = false
    local width = 40
    for _, line in ipairs(lines) do
      width = math.max(width, vim.fn.strdisplaywidth(line))
    end
    vim.api.nvim_win_set_config(window, {
      width = math.min(width, vim.o.columns - 4),
      height = math.min(#lines, vim.o.lines - 4),
    })
  end
  listeners[draw] = true
  vim.api.nvim_create_autocmd("BufWipeout", {
    buffer = buffer,
    once = true,
    callback = function()
      listeners[draw] = nil
    end,
  })
  M.ask(client)
end

return M
