--- Asks a finder as Telescope does: `finder(prompt, process_result, process_complete)`, where
--- results of an older prompt are refused by `true`. Lower scores come first.
local M = {}

local Picker = {}
Picker.__index = Picker

function M.new(_, defaults)
  return setmetatable({ defaults = defaults, number = 0 }, Picker)
end

function Picker:find()
  _G.Picker = self
  self:type(self.defaults.default_text or "")
end

function Picker:type(prompt)
  self.number = self.number + 1
  local number = self.number
  self.entries, self.complete = {}, false
  self.defaults.finder(prompt, function(entry)
    if number ~= self.number then
      return true
    end
    local score = self.defaults.sorter.score(prompt, entry.ordinal, entry)
    if score >= 0 then
      table.insert(self.entries, { score, entry })
    end
  end, function()
    self.complete = number == self.number
  end)
end

--- What is on the screen, once it is complete.
function Picker:lines()
  if not self.complete then
    return vim.NIL
  end
  table.sort(self.entries, function(left, right)
    return left[1] < right[1] or left[1] == right[1] and left[2].index < right[2].index
  end)
  return vim.tbl_map(function(scored)
    local text, highlights = scored[2].display()
    assert(#highlights > 0)
    local file = vim.fs.basename(scored[2].filename)
    return { text, file, scored[2].lnum, scored[2].col }
  end, self.entries)
end

function Picker:close()
  self.defaults.finder.close()
end

return M
