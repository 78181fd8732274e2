--- Functions that are there more than once, in the quickfix list.
local M = {}

local client_of = require("snippet_lsp.client")
local results = require("snippet_lsp.results")

local COPIES = {
  identical = "identical copies",
  renamed = "copies with other names",
  edited = "edited copies",
}

--- A heading, then a line for each copy.
---@param cluster snippet.Cluster
---@return vim.quickfix.entry[]
local function items(cluster)
  local heading = ("%d %s, %d%% alike: saves %d lines"):format(
    #cluster.members,
    COPIES[cluster.alike] or cluster.alike,
    cluster.match,
    cluster.saves
  )
  local entries = { { text = heading, valid = 0 } }
  for _, member in ipairs(cluster.members) do
    entries[#entries + 1] = results.item(member)
  end
  return entries
end

---@class snippet.DuplicatesOpts
---@field path? string folder or file, relative to the workspace folder
---@field limit? integer how many clusters
---@field least_lines? integer shorter functions are left out

--- Look for them; progress is shown as that of any language server.
---@param client vim.lsp.Client
---@param opts snippet.DuplicatesOpts
---@param on_problem fun(problem: string?)
---@return snippet.Cancel
function M.report(client, opts, on_problem)
  vim.api.nvim_echo({ { "snippet-lsp: looking for duplicates …" } }, false, {})
  return client_of.request(client, "snippet/duplicates", {
    path = opts.path and M.relative(client, opts.path),
    limit = opts.limit,
    leastLines = opts.least_lines,
    workDoneToken = "snippet-duplicates-" .. vim.uv.hrtime(),
  }, function(problem, reply) ---@param reply snippet.Duplicates
    if not reply then
      return on_problem(problem)
    elseif #reply.clusters == 0 then
      return vim.notify(("snippet-lsp: no duplicates among %d functions"):format(reply.functions))
    end
    local entries = {}
    for _, cluster in ipairs(reply.clusters) do
      for _, member in ipairs(cluster.members) do
        member.encoding = client.offset_encoding
      end
      vim.list_extend(entries, items(cluster))
    end
    local title = ("Duplicates: %d among %d functions"):format(reply.found, reply.functions)
    results.set_quickfix(entries, title)
  end)
end

--- A path as the server wants it; one that is typed counts from the working directory.
---@param client vim.lsp.Client
---@param path string
---@return string
function M.relative(client, path)
  local root = client.root_dir
  local inside = root and vim.fs.relpath(root, vim.fs.normalize(vim.fs.abspath(path)))
  return inside == "." and "" or inside or path
end

return M
