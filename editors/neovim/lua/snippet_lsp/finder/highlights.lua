--- Highlight groups, each linked to one that every colour scheme has.
local LINKS = {
  SnippetNormal = "NormalFloat",
  SnippetBorder = "FloatBorder",
  SnippetTitle = "FloatTitle",
  SnippetFooter = "Comment",
  SnippetSelection = "Visual",
  SnippetMatch = "Number",
  SnippetMatchHigh = "String",
  SnippetMatchLow = "Comment",
  SnippetAlike = "Special",
  SnippetKind = "Type",
  SnippetContainer = "Comment",
  SnippetName = "Function",
  SnippetPath = "Directory",
  SnippetWhy = "Comment",
  SnippetRange = "CursorLineNr",
  SnippetTarget = "Search",
  SnippetProblem = "DiagnosticWarn",
  SnippetOk = "DiagnosticOk",
}

local M = {}

--- Define those that neither the colour scheme nor the user has defined.
function M.define()
  for group, target in pairs(LINKS) do
    vim.api.nvim_set_hl(0, group, { link = target, default = true })
  end
end

return M
