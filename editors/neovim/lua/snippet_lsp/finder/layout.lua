--- The windows of the finder: a prompt over a list, and a preview beside or under them.
local M = {}

local preview = require("snippet_lsp.finder.preview")

local WIDE = 100 -- columns from which on the preview stands beside the list
local HIGH = 16 -- lines from which on it stands under the list

---@class snippet.Windows
---@field prompt integer
---@field list integer
---@field preview integer?

---@class snippet.Box
---@field row integer of the border
---@field col integer
---@field width integer inside the border
---@field height integer

---@param share number
---@param whole integer
---@return integer
local function size(share, whole)
  local wanted = share <= 1 and math.floor(whole * share) or math.floor(share)
  return math.max(math.min(wanted, whole), 1)
end

--- Boxes for a screen; all of them have borders.
---@param config snippet.FinderConfig
---@return {prompt: snippet.Box, list: snippet.Box, preview: snippet.Box?}
function M.boxes(config)
  local screen_height = vim.o.lines - vim.o.cmdheight - 1
  local width, height = size(config.width, vim.o.columns), size(config.height, screen_height)
  local row = math.floor((screen_height - height) / 2)
  local col = math.floor((vim.o.columns - width) / 2)
  local wide = config.preview and width >= WIDE
  local high = config.preview and not wide and height >= HIGH
  local list_width = wide and math.floor(width * 0.54) or width
  local list_height = (high and math.floor(height * 0.55) or height) - 3
  local boxes = {
    prompt = { row = row, col = col, width = list_width - 2, height = 1 },
    list = { row = row + 3, col = col, width = list_width - 2, height = list_height - 2 },
  }
  if wide then
    local left = col + list_width
    boxes.preview = { row = row, col = left, width = width - list_width - 2, height = height - 2 }
  elseif high then
    local top = row + 3 + list_height
    local rest = height - 3 - list_height - 2
    boxes.preview = { row = top, col = col, width = width - 2, height = rest }
  end
  for _, box in pairs(boxes) do
    box.width, box.height = math.max(box.width, 1), math.max(box.height, 1)
  end
  return boxes
end

---@param box snippet.Box
---@param config snippet.FinderConfig
---@return vim.api.keyset.win_config
local function placed(box, config)
  local default = vim.fn.exists("+winborder") == 1 and vim.o.winborder or ""
  return {
    relative = "editor",
    row = box.row,
    col = box.col,
    width = box.width,
    height = box.height,
    border = config.border or (default ~= "" and default or "rounded"),
    zindex = 60,
  }
end

---@param name string
---@return integer
local function scratch(name)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.bo[buffer].bufhidden = "wipe"
  vim.bo[buffer].filetype = name
  return buffer
end

---@param buffer integer
---@param box snippet.Box
---@param config snippet.FinderConfig
---@param enter boolean
---@return integer
local function open(buffer, box, config, enter)
  local placement = vim.tbl_extend("error", placed(box, config), { style = "minimal" })
  placement.focusable = enter
  local window = vim.api.nvim_open_win(buffer, enter, placement)
  vim.wo[window].wrap = false
  vim.wo[window].linebreak = true
  vim.wo[window].winhighlight = "NormalFloat:SnippetNormal,FloatBorder:SnippetBorder,"
    .. "FloatTitle:SnippetTitle,FloatFooter:SnippetFooter,CursorLine:SnippetSelection"
  return window
end

--- Open the windows; the prompt has the focus.
---@param config snippet.FinderConfig
---@return snippet.Windows
function M.open(config)
  local boxes = M.boxes(config)
  local prompt = open(scratch("snippet_prompt"), boxes.prompt, config, true)
  local list = open(scratch("snippet_results"), boxes.list, config, false)
  vim.bo[vim.api.nvim_win_get_buf(list)].modifiable = false
  local windows = { prompt = prompt, list = list }
  if boxes.preview then
    windows.preview = open(preview.buffer(), boxes.preview, config, false)
    vim.wo[windows.preview].scrolloff = 0
  end
  return windows
end

--- Fit the windows to a screen of another size.
---@param windows snippet.Windows
---@param config snippet.FinderConfig
function M.resize(windows, config)
  local boxes = M.boxes(config)
  for name, window in pairs(windows) do
    if boxes[name] then
      vim.api.nvim_win_set_config(window, placed(boxes[name], config))
    else
      vim.api.nvim_win_close(window, true)
      windows[name] = nil
    end
  end
end

---@param windows snippet.Windows
function M.close(windows)
  for _, window in pairs(windows) do
    if vim.api.nvim_win_is_valid(window) then
      vim.api.nvim_win_close(window, true)
    end
  end
end

return M
