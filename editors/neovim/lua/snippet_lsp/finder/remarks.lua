--- What the finder says besides results: in the footer, and in their place.
local M = {}

local client_of = require("snippet_lsp.client")
local status = require("snippet_lsp.status")

local HINTS = {
  "What does the code do?   retry a failed upload",
  "Or a name:               retry_up",
  "Filters:                 lang:python  path:src  kind:method  -path:tests",
  "",
  "<F1> lists the keys",
}

--- Why there is nothing to show.
---@param finder snippet.Finder
---@return string[]
function M.emptiness(finder)
  if finder.problem then
    return vim.split(finder.problem, "\n")
  elseif finder.source.live and vim.trim(finder.asked) == "" then
    return HINTS
  elseif finder.waiting then
    return {}
  elseif #finder.found > 0 then
    return { "Nothing here has all of these words." }
  end
  local reply = finder.reply
  if reply and reply.state == "starting" then
    return { "Nothing can be found yet: the files are being read." }
  end
  return { reply and reply.message or "Nothing found." }
end

--- The highlight group of what there is to say.
---@param finder snippet.Finder
---@return string
function M.group(finder)
  local is_amiss = finder.problem or finder.reply and finder.reply.message
  return is_amiss and "SnippetProblem" or "SnippetFooter"
end

--- What there is to say about the answer, in short.
---@param finder snippet.Finder
---@return string[]
function M.all(finder)
  if finder.problem then
    return { finder.problem }
  end
  local said = {}
  if #finder.shown > 0 then
    said[1] = #finder.shown == 1 and "1 result" or ("%d results"):format(#finder.shown)
  end
  local reply = finder.reply
  if reply and reply.correction then
    said[#said + 1] = ("for “%s”"):format(reply.correction)
  end
  if reply and reply.message then
    said[#said + 1] = reply.message
  end
  if reply and reply.state ~= "ready" then
    local client = client_of.all({ bufnr = finder.source.bufnr })[1]
    local percentage = client and status.of(client).percentage
    said[#said + 1] = reply.state == "degraded" and ":Snippet status says what is amiss"
      or reply.state .. (percentage and (" %d%%"):format(percentage) or "")
  end
  if finder.waiting then
    said[#said + 1] = "…"
  end
  return #said > 0 and said or { "<F1> keys" }
end

return M
