--- Which folder a buffer belongs to.
local M = {}

--- Whether indexing this folder would index a home folder or more.
---@param folder string
---@return boolean
local function is_too_much(folder)
  local home = vim.uv.os_homedir()
  if home and vim.fs.relpath(folder, vim.fs.normalize(home)) then
    return true
  end
  local temporary = vim.uv.os_tmpdir()
  return vim.fs.dirname(folder) == folder or folder == vim.fs.normalize(temporary or folder .. "/")
end

--- The nearest folder with a marker; those that stand together count alike.
---@param path string
---@return string?
local function marked(path)
  for _, markers in ipairs((vim.lsp.config.snippet_lsp or {}).root_markers or {}) do
    local root = vim.fs.root(path, markers)
    if root then
      return root
    end
  end
end

--- The folder to open for a path: what is marked as one, else the working directory around it,
--- else that of a client that runs already (a library's file gets no index of its own), else its
--- own. Never a whole home folder, unless that is marked.
---@param path string absolute path of a file or folder
---@return string? root nil: none, so that nothing can be searched
function M.of_path(path)
  local root = marked(path)
  if root then
    return root
  end
  local working = vim.fs.normalize(assert(vim.uv.cwd()))
  if vim.fs.relpath(working, path) and not is_too_much(working) then
    return working
  end
  local clients = vim.lsp.get_clients({ name = "snippet_lsp" })
  if clients[1] and clients[1].root_dir then
    return clients[1].root_dir
  end
  local own = vim.fs.dirname(path)
  return not is_too_much(own) and own or nil
end

--- The same for a buffer; one without a name counts as lying in the working directory.
---@param bufnr integer
---@return string?
function M.of(bufnr)
  local name = vim.api.nvim_buf_get_name(bufnr)
  if name == "" or name:find("^%w+://") or vim.bo[bufnr].buftype ~= "" then
    name = vim.fs.joinpath(assert(vim.uv.cwd()), "untitled")
  end
  return M.of_path(vim.fs.normalize(vim.fs.abspath(name)))
end

return M
