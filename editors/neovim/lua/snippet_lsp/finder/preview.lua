--- The code of a result, as it is in its buffer or file, coloured, without opening it.
local M = {}

local namespace = vim.api.nvim_create_namespace("snippet_lsp.preview")

local MOST_BYTES = 1000000
local MOST_MARKED = 1000 -- lines

--- Text as the editor would show it: a loaded buffer's, else the file's.
---@param path string
---@return string[]? lines
---@return string problem
local function text_of(path)
  local buffer = vim.fn.bufnr("^" .. vim.fn.fnameescape(path) .. "$")
  if buffer > 0 and vim.api.nvim_buf_is_loaded(buffer) then
    return vim.api.nvim_buf_get_lines(buffer, 0, -1, false), ""
  end
  local stat = vim.uv.fs_stat(path)
  if not stat then
    return nil, "the file is gone"
  end
  if stat.size > MOST_BYTES then
    return nil, "the file is too large to be shown here"
  end
  local file, problem = io.open(path, "rb")
  if not file then
    return nil, problem or "the file cannot be read"
  end
  local content = file:read("*a")
  file:close()
  return vim.split(content:gsub("\r\n", "\n"), "\n", { plain = true }), ""
end

--- Colour a buffer as its language, without what plugins do when a file is opened.
---@param buffer integer
---@param path string
local function colour(buffer, path)
  local filetype = vim.filetype.match({ filename = path, buf = buffer })
  if not filetype then
    return
  end
  local language = vim.treesitter.language.get_lang(filetype)
  if not (language and pcall(vim.treesitter.start, buffer, language)) then
    vim.bo[buffer].syntax = filetype
  end
end

--- Show where a result stands. The line numbers of its definition are marked, and its name is.
---@param window integer
---@param result snippet.Result?
function M.show(window, result)
  if not vim.api.nvim_win_is_valid(window) then
    return
  end
  local buffer = vim.api.nvim_win_get_buf(window)
  local path = result and vim.uri_to_fname(result.uri) or ""
  if vim.b[buffer].snippet_path ~= path then
    buffer = M.buffer()
    vim.b[buffer].snippet_path = path
    local lines, problem = { "" }, ""
    if result then
      lines, problem = text_of(path)
    end
    vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines or { problem })
    vim.api.nvim_win_set_buf(window, buffer)
    vim.wo[window].number = lines ~= nil and result ~= nil
    if lines and result then
      colour(buffer, path)
    end
  end
  local place = result and vim.inspect(result.range) or ""
  if vim.b[buffer].snippet_place == place then
    return -- Scrolled, perhaps.
  end
  vim.b[buffer].snippet_place = place
  vim.api.nvim_buf_clear_namespace(buffer, namespace, 0, -1)
  if result then
    M.point_at(window, buffer, result)
  end
end

--- An empty buffer that goes when its window shows another one.
---@return integer
function M.buffer()
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.bo[buffer].bufhidden = "wipe"
  vim.b[buffer].snippet_path = ""
  return buffer
end

---@param window integer
---@param buffer integer
---@param result snippet.Result
function M.point_at(window, buffer, result)
  local last = vim.api.nvim_buf_line_count(buffer)
  local first = math.min(result.range.start.line, last - 1)
  local stop = math.min(result.range["end"].line + 1, last)
  for line = first, math.min(stop, first + MOST_MARKED) - 1 do
    vim.api.nvim_buf_set_extmark(buffer, namespace, line, 0, { number_hl_group = "SnippetRange" })
  end
  local name = result.selectionRange
  local row = math.min(name.start.line, last - 1)
  local line = vim.api.nvim_buf_get_lines(buffer, row, row + 1, false)[1] or ""
  local from = vim.str_byteindex(line, result.encoding, name.start.character, false)
  if not result.block and name["end"].line == row then
    local to = vim.str_byteindex(line, result.encoding, name["end"].character, false)
    vim.api.nvim_buf_set_extmark(buffer, namespace, row, from, {
      end_col = to,
      hl_group = "SnippetTarget",
      strict = false,
    })
  end
  vim.api.nvim_win_set_cursor(window, { row + 1, math.min(from, #line) })
  -- The definition from its first line on, but its name must be in sight.
  local height = vim.api.nvim_win_get_height(window)
  local top = math.max(math.min(first, row), row - height + 3)
  -- No empty lines below the end of the file.
  top = math.min(top, last - height + 1)
  vim.api.nvim_win_call(window, function()
    vim.fn.winrestview({ topline = math.max(top, 1), leftcol = 0 })
  end)
end

return M
