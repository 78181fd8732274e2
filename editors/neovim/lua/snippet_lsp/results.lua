--- One result: its words on the screen, its place in a file, its line in the quickfix list.
local M = {}

---@param result snippet.Result
---@return string
function M.kind(result)
  if result.block then
    return "block"
  end
  local name = vim.lsp.protocol.SymbolKind[result.kind]
  return name and name:lower() or "symbol"
end

--- The container, with a dot after it, and the name.
---@param result snippet.Result
---@return string container
---@return string name
function M.names(result)
  if not result.block then
    local container = result.containerName
    return container and container .. "." or "", result.name
  end
  local container = (result.containerName or ""):gsub("[^.]*$", "")
  return container, result.name
end

--- Where it is, for people: `src/upload.py:12`, or `src/upload.py:12-20` for part of a function.
---@param result snippet.Result
---@return string
function M.place(result)
  local first = result.selectionRange.start.line + 1
  if not result.block then
    return ("%s:%d"):format(result.path, first)
  end
  return ("%s:%d-%d"):format(result.path, first, result.range["end"].line + 1)
end

---@param result snippet.Result
---@return string
function M.percentage(result)
  return ("%d%%"):format(result.match)
end

local LIKELY, UNLIKELY = 60, 30 -- percent

---@param result snippet.Result
---@return string
function M.percentage_group(result)
  if result.match >= LIKELY then
    return "SnippetMatchHigh"
  end
  return result.match < UNLIKELY and "SnippetMatchLow" or "SnippetMatch"
end

---@alias snippet.Chunk {[1]: string, [2]: string} text and highlight group

--- A result as coloured pieces of a line, for pickers that align nothing.
---@param result snippet.Result
---@return snippet.Chunk[]
function M.chunks(result)
  local container, name = M.names(result)
  return {
    { ("%4s "):format(M.percentage(result)), M.percentage_group(result) },
    { result.alike and result.alike .. " " or "", "SnippetAlike" },
    { ("%-9s "):format(M.kind(result)), "SnippetKind" },
    { container, "SnippetContainer" },
    { name, "SnippetName" },
    { "  " .. M.place(result), "SnippetPath" },
  }
end

--- All of it in a line: ` 95% renamed  function  Session.retry  def retry(self)`.
---@param result snippet.Result
---@return string
function M.line(result)
  local container, name = M.names(result)
  local parts = { ("%4s"):format(M.percentage(result)) }
  if result.alike then
    parts[#parts + 1] = result.alike
  end
  parts[#parts + 1] = M.kind(result)
  parts[#parts + 1] = container .. name
  local more = M.summary(result)
  if more ~= "" then
    parts[#parts + 1] = "· " .. more
  end
  return table.concat(parts, "  ")
end

local MOST = 80 -- characters of a summary

--- The first sentence of the documentation, or else the signature.
---@param result snippet.Result
---@return string
function M.summary(result)
  local text = result.documentation ~= "" and result.documentation or result.signature
  text = vim.trim((text:gsub("%s+", " ")))
  text = result.documentation ~= "" and text:match("^(.-[.!?]) ") or text
  return vim.fn.strcharlen(text) > MOST and vim.fn.strcharpart(text, 0, MOST - 1) .. "…" or text
end

---@param result snippet.Result
---@return string
function M.file(result)
  return vim.uri_to_fname(result.uri)
end

--- The line and byte column of a result's name, counted from 1, as they are in the buffer or file.
---@param result snippet.Result
---@return integer lnum
---@return integer col
function M.position(result)
  local item = M.item(result)
  return item.lnum, item.col
end

--- An item of the quickfix list. Columns are bytes, whatever the server counts in.
---@param result snippet.Result
---@return vim.quickfix.entry
function M.item(result)
  -- One at a time: several would be sorted by file.
  local location = { uri = result.uri, range = result.selectionRange }
  local item = vim.lsp.util.locations_to_items({ location }, result.encoding)[1]
  item.text = M.line(result)
  item.user_data = { snippet = result }
  return item
end

--- Put results into the quickfix list, in their order, and open it.
---@param results snippet.Result[]
---@param title string
function M.to_quickfix(results, title)
  M.set_quickfix(vim.tbl_map(M.item, results), title)
end

---@param items vim.quickfix.entry[]
---@param title string
function M.set_quickfix(items, title)
  vim.fn.setqflist({}, " ", { title = title, items = items, nr = "$" })
  vim.cmd("botright copen")
end

---@alias snippet.Where "open"|"split"|"vsplit"|"tab"

local WINDOWS = {
  split = "split",
  vsplit = "vsplit",
  tab = "tab split",
}

--- Go to a result. The place left is in the jump list, and `<C-t>` goes back to it.
---@param result snippet.Result
---@param how snippet.Where
function M.open(result, how)
  if WINDOWS[how] then
    vim.cmd(WINDOWS[how])
  end
  local location = { uri = result.uri, range = result.selectionRange }
  vim.lsp.util.show_document(location, result.encoding, { focus = true })
  vim.cmd("normal! zz")
end

--- What makes a result the place to find similar code of.
---@param result snippet.Result
---@return snippet.Place
function M.as_place(result)
  return { textDocument = { uri = result.uri }, range = result.range }
end

return M
