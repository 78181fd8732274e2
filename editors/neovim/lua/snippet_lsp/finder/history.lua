--- Questions asked before, newest last. Kept while the editor runs.
local M = {}

local MOST = 100

local asked = {} ---@type string[]

---@param query string
function M.add(query)
  query = vim.trim(query)
  if query == "" then
    return
  end
  asked = vim.tbl_filter(function(old)
    return old ~= query
  end, asked)
  asked[#asked + 1] = query
  if #asked > MOST then
    table.remove(asked, 1)
  end
end

---@return string[]
function M.all()
  return vim.list_extend({}, asked)
end

return M
