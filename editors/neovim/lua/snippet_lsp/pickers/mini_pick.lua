--- Results in mini.pick.
local M = {}

local pick = require("mini.pick")

local adapters = require("snippet_lsp.pickers")
local config = require("snippet_lsp.config")
local results = require("snippet_lsp.results")
local sources = require("snippet_lsp.sources")

---@param problem string?
---@param reply snippet.Reply?
---@return table[]
local function items(problem, reply)
  return vim.tbl_map(function(result)
    local lnum, col = results.position(result)
    return {
      text = results.line(result) .. "  " .. results.place(result),
      path = results.file(result),
      lnum = lnum,
      col = col,
    }
  end, adapters.results(problem, reply))
end

---@param source snippet.Source
---@param query string
---@param questions snippet.Questions
---@param how vim.empty_dict|table options of `set_picker_items`
local function ask(source, query, questions, how)
  local wait = source.live and config.get().debounce or 0
  questions:ask(query, { explain = false, wait = wait }, function(problem, reply)
    if pick.is_picker_active() then
      pick.set_picker_items(items(problem, reply), how)
    end
  end)
end

---@param source snippet.Source
function M.open(source)
  local questions = sources.questions(source)
  local asked ---@type integer?
  local function match_live(_, _, query)
    local tick = pick.get_querytick()
    if tick == asked then
      return
    end
    asked = tick
    -- What the server has answered is not matched again, and stays in its order.
    ask(source, table.concat(query), questions, { do_match = false, querytick = tick })
  end
  local function match_kept(texts, indices, query)
    return pick.default_match(texts, indices, query, { preserve_order = true })
  end
  if source.query ~= "" then
    vim.api.nvim_create_autocmd("User", {
      pattern = "MiniPickStart",
      once = true,
      callback = function()
        pick.set_picker_query(vim.fn.split(source.query, "\\zs"))
      end,
    })
  end
  pick.start({
    source = {
      name = source.title,
      items = source.live and {} or function()
        ask(source, "", questions, {})
      end,
      match = source.live and match_live or match_kept,
    },
  })
  questions:cancel()
end

return M
