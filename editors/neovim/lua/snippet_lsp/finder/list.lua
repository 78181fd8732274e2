--- The list of results: a line each, columns aligned, the path at the right edge.
local M = {}

local results = require("snippet_lsp.results")

local namespace = vim.api.nvim_create_namespace("snippet_lsp.list")

--- Cut a text to a width in cells, at its end or, for paths, at its start.
---@param text string
---@param width integer
---@param at_start? boolean
---@return string
local function fit(text, width, at_start)
  if vim.fn.strdisplaywidth(text) <= width then
    return text
  end
  if width < 1 then
    return ""
  end
  local characters = vim.fn.strcharlen(text)
  for kept = math.min(characters, width), 0, -1 do
    local cut = at_start and "…" .. vim.fn.strcharpart(text, characters - kept)
      or vim.fn.strcharpart(text, 0, kept) .. "…"
    if vim.fn.strdisplaywidth(cut) <= width then
      return cut
    end
  end
  return ""
end

---@param text string
---@param width integer
---@return string
local function pad(text, width)
  return text .. (" "):rep(width - vim.fn.strdisplaywidth(text))
end

---@class snippet.Columns
---@field alike integer
---@field kind integer

---@param found snippet.Result[]
---@return snippet.Columns
local function columns(found)
  local widths = { alike = 0, kind = 0 }
  for _, result in ipairs(found) do
    widths.alike = math.max(widths.alike, #(result.alike or ""))
    widths.kind = math.max(widths.kind, #results.kind(result))
  end
  return widths
end

--- Folders give way to the names, the file's own name only where it takes half of the line.
---@param result snippet.Result
---@param names string
---@param width integer of both, with a space between them
---@return string
local function fit_place(result, names, width)
  local place = results.place(result)
  local rest = width - vim.fn.strdisplaywidth(names) - 1
  local least = math.min(vim.fn.strdisplaywidth(vim.fs.basename(place)) + 2, math.floor(width / 2))
  return fit(place, math.max(rest, least), true)
end

--- A result as pieces of text, together as wide as the window.
---@param result snippet.Result
---@param widths snippet.Columns
---@param width integer
---@return snippet.Chunk[]
local function chunks(result, widths, width)
  local container, name = results.names(result)
  local line = { { ("%4s "):format(results.percentage(result)), results.percentage_group(result) } }
  if widths.alike > 0 then
    line[#line + 1] = { pad(result.alike or "", widths.alike) .. " ", "SnippetAlike" }
  end
  line[#line + 1] = { pad(results.kind(result), widths.kind) .. " ", "SnippetKind" }
  local used = 6 + widths.kind + (widths.alike > 0 and widths.alike + 1 or 0)
  local place = fit_place(result, container .. name, width - used)
  local room = math.max(width - used - vim.fn.strdisplaywidth(place) - 1, 1)
  name = fit(name, room)
  container = fit(container, room - vim.fn.strdisplaywidth(name), true)
  line[#line + 1] = { container, "SnippetContainer" }
  line[#line + 1] = { name, "SnippetName" }
  line[#line + 1] = { (" "):rep(room - vim.fn.strdisplaywidth(container .. name) + 1), "" }
  line[#line + 1] = { place, "SnippetPath" }
  return line
end

--- The words of a question, by where they were found: `name: ask, confirmation → confirm`.
---@param why snippet.Why
---@return string[]
local function words_by_field(why)
  local fields, said = {}, {}
  for _, word in ipairs(why.words) do
    local match = word.asked == word.found and word.asked or word.asked .. " → " .. word.found
    if not said[word.field] then
      said[word.field] = {}
      fields[#fields + 1] = word.field
    end
    table.insert(said[word.field], match)
  end
  return vim.tbl_map(function(field)
    return field .. ": " .. table.concat(said[field], ", ")
  end, fields)
end

--- Why a result was found, as lines under it.
---@param why snippet.Why
---@param width integer
---@return snippet.Chunk[][]
local function reasons(why, width)
  local lines = words_by_field(why)
  if why.phrase ~= "" then
    lines[#lines + 1] = "“" .. why.phrase .. "”"
  end
  local shares = {}
  for _, part in ipairs({ "name", "words", "meaning" }) do
    local share = math.floor(100 * (why.shares[part] or 0) + 0.5)
    if share > 0 then
      shares[#shares + 1] = ("%s %d%%"):format(part, share)
    end
  end
  lines[#lines + 1] = table.concat(shares, " · ")
  return vim.tbl_map(function(text)
    return { { "     " .. fit(text, width - 6), "SnippetWhy" } }
  end, lines)
end

--- Show results in a window.
---@param buffer integer
---@param window integer
---@param found snippet.Result[]
function M.show(buffer, window, found)
  local width = vim.api.nvim_win_get_width(window)
  local widths = columns(found)
  local lines, marks = {}, {}
  for row, result in ipairs(found) do
    local text = ""
    for _, chunk in ipairs(chunks(result, widths, width)) do
      if chunk[1] ~= "" and chunk[2] ~= "" then
        marks[#marks + 1] = { row - 1, #text, #text + #chunk[1], chunk[2] }
      end
      text = text .. chunk[1]
    end
    lines[row] = text
  end
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  vim.api.nvim_buf_clear_namespace(buffer, namespace, 0, -1)
  for _, mark in ipairs(marks) do
    vim.api.nvim_buf_set_extmark(buffer, namespace, mark[1], mark[2], {
      end_col = mark[3],
      hl_group = mark[4],
    })
  end
  for row, result in ipairs(found) do
    if result.why then
      vim.api.nvim_buf_set_extmark(buffer, namespace, row - 1, 0, {
        virt_lines = reasons(result.why, width),
      })
    end
  end
end

return M
