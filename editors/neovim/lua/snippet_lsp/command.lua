--- The command `:Snippet`.
local M = {}

---@class snippet.Subcommand
---@field run fun(args: vim.api.keyset.create_user_command.command_args, rest: string)
---@field range? boolean whether it takes lines
---@field rest? boolean whether it takes words
---@field complete? fun(typed: string): string[]

---@type table<string, snippet.Subcommand>
local subcommands = {
  search = {
    rest = true,
    run = function(args, rest)
      require("snippet_lsp").search({ query = rest, quickfix = args.bang and rest ~= "" })
    end,
  },
  similar = {
    range = true,
    run = function(args)
      local lines = args.range > 0 and { args.line1, args.line2 } or nil
      require("snippet_lsp").similar({ lines = lines, quickfix = args.bang })
    end,
  },
  duplicates = {
    rest = true,
    run = function(_, rest)
      require("snippet_lsp").duplicates({ path = rest ~= "" and rest or nil })
    end,
    complete = function(typed)
      return vim.fn.getcompletion(typed, "file")
    end,
  },
  status = {
    run = function()
      require("snippet_lsp").status()
    end,
  },
  reindex = {
    run = function()
      require("snippet_lsp").reindex()
    end,
  },
  learn = {
    run = function()
      require("snippet_lsp").learn()
    end,
  },
  clear = {
    run = function(args)
      require("snippet_lsp").clear({ ask = not args.bang })
    end,
  },
  log = {
    run = function()
      require("snippet_lsp").log()
    end,
  },
}

---@return string[]
local function names()
  return vim.fn.sort(vim.tbl_keys(subcommands))
end

---@param problem string
local function complain(problem)
  vim.notify(":Snippet: " .. problem, vim.log.levels.ERROR)
end

---@param args vim.api.keyset.create_user_command.command_args
function M.run(args)
  local name, rest = args.args:match("^(%S*)%s*(.-)%s*$")
  name = name ~= "" and name or args.range > 0 and "similar" or "search"
  local subcommand = subcommands[name]
  if not subcommand then
    return complain(('there is no "%s", only %s'):format(name, table.concat(names(), ", ")))
  elseif rest ~= "" and not subcommand.rest then
    return complain(('"%s" takes no arguments'):format(name))
  elseif args.range > 0 and not subcommand.range then
    return complain(('"%s" takes no lines'):format(name))
  end
  subcommand.run(args, rest)
end

---@param typed string the word before the cursor
---@param line string all of the command line
---@return string[]
function M.complete(typed, line)
  local name = line:match("Snippet!?%s+(%S+)%s")
  if not name then
    return vim.tbl_filter(function(each)
      return vim.startswith(each, typed)
    end, names())
  end
  local subcommand = subcommands[name]
  return subcommand and subcommand.complete and subcommand.complete(typed) or {}
end

return M
