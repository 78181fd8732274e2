--- Results in Telescope.
local M = {}

local conf = require("telescope.config").values
local pickers = require("telescope.pickers")
local sorters = require("telescope.sorters")

local adapters = require("snippet_lsp.pickers")
local config = require("snippet_lsp.config")
local results = require("snippet_lsp.results")
local sources = require("snippet_lsp.sources")

---@param result snippet.Result
---@param index integer
---@return table
local function entry(result, index)
  local lnum, col = results.position(result)
  return {
    value = result,
    index = index,
    ordinal = results.line(result) .. " " .. result.path,
    filename = results.file(result),
    lnum = lnum,
    col = col,
    display = function()
      local text, highlights = "", {}
      for _, chunk in ipairs(results.chunks(result)) do
        highlights[#highlights + 1] = { { #text, #text + #chunk[1] }, chunk[2] }
        text = text .. chunk[1]
      end
      return text, highlights
    end,
  }
end

---@param source snippet.Source
---@param opts? table Telescope's
function M.open(source, opts)
  opts = opts or {}
  local questions = sources.questions(source)
  local wait = source.live and config.get().debounce or 0
  local kept ---@type table[]? what a source that is not live has answered
  local finder = setmetatable({
    close = function()
      questions:cancel()
    end,
  }, {
    __call = function(_, prompt, process_result, process_complete)
      local function show(entries)
        for _, each in ipairs(entries) do
          if process_result(each) then
            return
          end
        end
        process_complete()
      end
      if kept then
        return show(kept)
      end
      questions:ask(prompt or "", { explain = false, wait = wait }, function(problem, reply)
        local entries = {}
        for index, result in ipairs(adapters.results(problem, reply)) do
          entries[index] = entry(result, index)
        end
        kept = not source.live and entries or nil
        show(entries)
      end)
    end,
  })
  pickers
    .new(opts, {
      prompt_title = source.title,
      default_text = source.query,
      finder = finder,
      previewer = conf.grep_previewer(opts),
      -- Others take away what does not look like the question, or change the order.
      sorter = source.live and sorters.empty() or sorters.get_substr_matcher(),
    })
    :find()
end

return M
