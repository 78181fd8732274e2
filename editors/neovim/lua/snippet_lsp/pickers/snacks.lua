--- Results in the picker of snacks.nvim.
local M = {}

local picker = require("snacks").picker

local adapters = require("snippet_lsp.pickers")
local results = require("snippet_lsp.results")

---@param result snippet.Result
---@return table
local function item(result)
  local lnum, col = results.position(result)
  return {
    text = results.line(result) .. " " .. result.path,
    file = results.file(result),
    pos = { lnum, col - 1 },
    result = result,
  }
end

---@param source snippet.Source
function M.open(source)
  picker.pick({
    title = source.title,
    live = source.live,
    supports_live = source.live,
    search = source.live and source.query or nil,
    finder = function(_, ctx)
      return function(add)
        local task = ctx.async
        local found = {} ---@type snippet.Result[]
        local cancel ---@type snippet.Cancel?
        task:on(
          "abort",
          vim.schedule_wrap(function()
            if cancel then
              cancel()
            end
          end)
        )
        vim.schedule(function()
          cancel = source.ask(ctx.filter.search, { explain = false }, function(problem, reply)
            found = adapters.results(problem, reply)
            -- Answers may come before the task is suspended.
            vim.schedule(function()
              task:resume()
            end)
          end)
        end)
        task:suspend()
        for _, result in ipairs(found) do
          add(item(result))
        end
      end
    end,
    format = function(each)
      return results.chunks(each.result)
    end,
    -- In the server's order.
    sort = { fields = { "idx" } },
    matcher = { sort_empty = false },
  })
end

return M
