if vim.g.loaded_snippet_lsp then
  return
end
vim.g.loaded_snippet_lsp = true

vim.api.nvim_create_user_command("Snippet", function(args)
  require("snippet_lsp.command").run(args)
end, {
  nargs = "*",
  range = true,
  bang = true,
  desc = "Find functions by what they do",
  complete = function(typed, line)
    return require("snippet_lsp.command").complete(typed, line)
  end,
})

local function map(mode, name, call)
  local keys = ("<Cmd>lua require('snippet_lsp').%s<CR>"):format(call)
  vim.keymap.set(mode, ("<Plug>(snippet-%s)"):format(name), keys)
end

map("n", "search", "search()")
map("n", "search-word", "search(vim.fn.expand('<cword>'))")
map("n", "similar", "similar()")
map("x", "similar", "similar_selection()")
map("n", "duplicates", "duplicates()")
map("n", "status", "status()")

-- The server's code action is ours to carry out: an editor throws a command's answer away.
vim.lsp.commands["snippet.findSimilar"] = function(command)
  require("snippet_lsp").similar_command(command)
end

vim.lsp.handlers["snippet/statusChanged"] = function(_, status, context)
  require("snippet_lsp.status").heard(context.client_id, status)
end
