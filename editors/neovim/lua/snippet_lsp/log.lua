--- What the server has said on its standard error, out of the log of all language servers.
local M = {}

local MOST_BYTES = 2000000 -- of the log's end

--- Lines of the log that are a server's, without what the editor puts around them.
---@param content string
---@param program string
---@return string[]
function M.lines_of(content, program)
  local lines = {}
  for line in vim.gsplit(content, "\n") do
    local time, name, said = line:match('%]%[([%d%-: ]+)%].-"rpc"%s+"([^"]*)"%s+"stderr"%s+"(.*)"$')
    if name and vim.fs.basename(name) == program then
      said = said:gsub("\\n", "\n"):gsub('\\"', '"'):gsub("\\t", "\t"):gsub("\\\\", "\\")
      for part in vim.gsplit(vim.trim(said), "\n") do
        lines[#lines + 1] = ("%s  %s"):format(time, part)
      end
    end
  end
  return lines
end

---@param path string
---@return string
local function end_of(path)
  local file = io.open(path, "rb")
  if not file then
    return ""
  end
  local size = file:seek("end")
  file:seek("set", math.max(size - MOST_BYTES, 0))
  local content = file:read("*a")
  file:close()
  return content
end

--- Show it in a window; its end is in sight.
---@param cmd string[]|function|nil the server's command
function M.show(cmd)
  local path = vim.lsp.log.get_filename()
  local program = type(cmd) == "table" and vim.fs.basename(cmd[1]) or "snippet-lsp"
  local lines = M.lines_of(end_of(path), program)
  if #lines == 0 then
    lines = { "The server has logged nothing. All servers' log: " .. path }
  end
  vim.cmd("botright new")
  local buffer = vim.api.nvim_get_current_buf()
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].buftype = "nofile"
  vim.bo[buffer].bufhidden = "wipe"
  vim.bo[buffer].swapfile = false
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].filetype = "log"
  vim.api.nvim_buf_set_name(buffer, "snippet-lsp://log/" .. buffer)
  vim.api.nvim_win_set_height(0, math.min(#lines + 1, 15))
  vim.cmd("normal! G")
end

return M
