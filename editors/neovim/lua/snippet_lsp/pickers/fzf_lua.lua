--- Results in fzf-lua: lines `path:line:column:text`, which its own actions and preview know.
local M = {}

local fzf = require("fzf-lua")

local adapters = require("snippet_lsp.pickers")
local results = require("snippet_lsp.results")
local sources = require("snippet_lsp.sources")

---@param result snippet.Result
---@return string
local function line(result)
  local file = results.file(result)
  local path = vim.fs.relpath(assert(vim.uv.cwd()), file) or file
  local lnum, col = results.position(result)
  return ("%s:%d:%d:%s"):format(path, lnum, col, results.line(result))
end

---@param source snippet.Source
function M.open(source)
  local questions = sources.questions(source)
  local function contents(query)
    return function(add)
      -- Called from outside of the main loop; fzf-lua waits for the nil at the end.
      vim.schedule(function()
        questions:ask(query, { explain = false, wait = 0 }, function(problem, reply)
          for _, result in ipairs(adapters.results(problem, reply)) do
            add(line(result))
          end
          add(nil)
        end)
      end)
    end
  end
  local opts = {
    prompt = source.title .. "> ",
    query = source.query,
    previewer = "builtin",
    actions = fzf.defaults.actions.files,
    -- In the server's order, which fzf would change.
    fzf_opts = { ["--no-sort"] = true },
    exec_empty_query = true,
  }
  if source.live then
    fzf.fzf_live(function(args)
      return contents(type(args) == "table" and args[1] or args or "")
    end, opts)
  else
    fzf.fzf_exec(contents(""), opts)
  end
end

return M
