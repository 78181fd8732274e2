--- fzf-lua, as far as adapters see it: `contents` add lines, and nil at the end, from outside of
--- the main loop. fzf sorts by length unless told not to; alive, it filters nothing.
local M = { defaults = { actions = { files = {} } } }

local function picker(opts)
  assert(opts.actions == M.defaults.actions.files)
  local self = { all = {} }
  function self:ask(contents)
    self.all, self.complete = {}, false
    local all = self.all
    vim.uv.new_timer():start(0, 0, function()
      contents(function(line)
        if line == nil then
          self.complete = all == self.all
        else
          all[#all + 1] = line
        end
      end)
    end)
  end
  function self:lines()
    if not self.complete then
      return vim.NIL
    end
    if not opts.fzf_opts["--no-sort"] then
      table.sort(self.all, function(left, right)
        return #left < #right
      end)
    end
    return vim.tbl_map(function(line)
      local path, lnum, col, text = line:match("^(.-):(%d+):(%d+):(.*)$")
      return { text, vim.fs.basename(path), tonumber(lnum), tonumber(col) }
    end, self.all)
  end
  _G.Picker = self
  return self
end

function M.fzf_live(contents, opts)
  local self = picker(opts)
  function self:type(query)
    self:ask(contents({ query }))
  end
  self:type(opts.query or "")
end

function M.fzf_exec(contents, opts)
  picker(opts):ask(contents)
end

return M
