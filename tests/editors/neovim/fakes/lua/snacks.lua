--- The picker of snacks.nvim, as far as adapters see it: a finder gives a function that adds
--- items from within a task, which it may suspend. Items are sorted by `sort`.
local M = { picker = {} }

local function run(self, search)
  if self.abort then
    self.abort()
  end
  local found = {}
  self.complete, self.found = false, found
  local ctx = { filter = { search = search } }
  local find = self.opts.finder(self.opts, ctx)
  local task = coroutine.create(function()
    find(function(item)
      item.idx = #found + 1
      found[item.idx] = item
    end)
    self.complete = self.found == found
  end)
  ctx.async = {
    on = function(_, event, callback)
      self[event] = callback
    end,
    suspend = coroutine.yield,
    resume = function()
      assert(coroutine.resume(task))
    end,
  }
  assert(coroutine.resume(task))
end

function M.picker.pick(opts)
  local self = { opts = opts }
  function self:type(query)
    if opts.live then
      run(self, query)
    end
  end
  function self:lines()
    if not self.complete then
      return vim.NIL
    end
    local by = opts.sort and opts.sort.fields[1] or "text"
    table.sort(self.found, function(left, right)
      return left[by] < right[by]
    end)
    return vim.tbl_map(function(item)
      local text = ""
      for _, chunk in ipairs(opts.format(item, self)) do
        text = text .. chunk[1]
      end
      return { text, vim.fs.basename(item.file), item.pos[1], item.pos[2] + 1 }
    end, self.found)
  end
  _G.Picker = self
  run(self, opts.search or "")
end

return M
