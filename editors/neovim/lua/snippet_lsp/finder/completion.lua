--- Filters of the query language, completed by the server in a menu under the prompt.
local M = {}

local client_of = require("snippet_lsp.client")

---@param buffer integer
function M.prepare(buffer)
  -- Nothing is taken before it has been chosen: <CR> opens a result.
  vim.bo[buffer].completeopt = "menu,menuone,noselect"
end

--- Ask for what could stand at the cursor, and show it.
---@param finder snippet.Finder
---@param wished boolean false: only where a filter has been begun
function M.propose(finder, wished)
  local query = finder:query()
  local column = vim.api.nvim_win_get_cursor(finder.windows.prompt)[2]
  local part = query:sub(1, column):match("%S*$")
  if not wished and not part:find("^[-+]?%a+[:=]") then
    return
  end
  local client = client_of.all({ bufnr = finder.source.bufnr })[1] or client_of.all()[1]
  if not client or not (wished or (client_of.abilities(client) or {}).complete) then
    return
  end
  local encoding = client.offset_encoding
  local params = { query = query, character = vim.str_utfindex(query, encoding, column) }
  client_of.request(client, "snippet/complete", params, function(_, reply)
    local is_same = vim.api.nvim_win_is_valid(finder.windows.prompt)
      and finder:query() == query
      and vim.api.nvim_get_mode().mode:sub(1, 1) == "i"
    if reply and is_same then
      local from, words = M.words(query, column, encoding, reply.items)
      if wished and #words == 1 then
        finder:type(query:sub(1, from) .. words[1].word .. query:sub(column + 1))
        vim.api.nvim_win_set_cursor(finder.windows.prompt, { 1, from + #words[1].word })
        finder:changed(true)
      elseif #words > 0 then
        vim.fn.complete(from + 1, words)
      end
    end
  end)
end

--- What the menu has, and the byte column from which on it takes the text's place.
---@param query string
---@param column integer cursor, in bytes
---@param encoding string
---@param items snippet.Completion[]
---@return integer from
---@return {word: string, menu: string}[]
function M.words(query, column, encoding, items)
  local first = items[1]
  if not first then
    return column, {}
  end
  local from = vim.str_byteindex(query, encoding, first.start, false)
  local typed = query:sub(from + 1, column)
  local words = {}
  for _, item in ipairs(items) do
    if item.start == first.start and item.text ~= typed then
      words[#words + 1] = { word = item.text, menu = item.detail }
    end
  end
  return from, words
end

return M
