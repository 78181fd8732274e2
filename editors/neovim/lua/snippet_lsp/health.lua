--- `:checkhealth snippet_lsp`.
local M = {}

local client_of = require("snippet_lsp.client")
local status = require("snippet_lsp.status")

local health = vim.health
local TIMEOUT = 10000 -- milliseconds

local OPTIONAL = {
  telescope = "telescope",
  ["fzf-lua"] = "fzf-lua",
  snacks = "snacks",
  ["mini.pick"] = "mini.pick",
}

--- The server's version, as its program tells it.
---@param cmd string[]
---@return string?
local function version_of(cmd)
  local words = vim.list_slice(cmd)
  if words[#words] == "serve" then
    table.remove(words)
  end
  words[#words + 1] = "--version"
  local ran, done = pcall(function()
    return vim.system(words, { text = true }):wait(TIMEOUT)
  end)
  if ran and done.code == 0 then
    return vim.trim(done.stdout)
  end
end

local function check_program()
  health.start("snippet-lsp: program")
  if vim.fn.has("nvim-0.11") == 0 then
    return health.error("Neovim 0.11 or later is needed")
  end
  local config = vim.lsp.config.snippet_lsp
  if not config then
    return health.error("no configuration", {
      "put editors/neovim of snippet-lsp on your 'runtimepath'",
    })
  end
  local cmd = config.cmd
  if type(cmd) ~= "table" then
    return health.info("the server is started by a function")
  end
  if vim.fn.executable(cmd[1]) == 0 then
    return health.error(client_of.absence(), {
      'pip install "snippet-lsp[finetune]", or pip install snippet-lsp',
      'vim.lsp.config("snippet_lsp", { cmd = { "/path/to/snippet-lsp", "serve" } })',
    })
  end
  local version = version_of(cmd)
  if version then
    health.ok(("%s at %s"):format(version, vim.fn.exepath(cmd[1])))
  else
    health.error(("%s does not run"):format(vim.fn.exepath(cmd[1])), {
      ("try `%s --version` in a shell"):format(cmd[1]),
    })
  end
  if vim.lsp.is_enabled("snippet_lsp") then
    health.ok("enabled")
  else
    health.warn("not enabled: it starts with the first :Snippet command", {
      'vim.lsp.enable("snippet_lsp") in your init.lua',
    })
  end
end

---@param client vim.lsp.Client
---@param method string
---@param params table
---@return table?
local function ask(client, method, params)
  local reply = client:request_sync(method, params, TIMEOUT)
  return reply and reply.result
end

---@param folder snippet.FolderStatus
local function check_folder(folder)
  local said = ("index of %s: %s definitions in %s files (%s)"):format(
    vim.uri_to_fname(folder.uri),
    status.number(folder.symbols),
    status.number(folder.files),
    folder.state
  )
  if folder.state == "ready" and folder.symbols > 0 then
    health.ok(said)
  elseif folder.state == "ready" then
    health.warn(said, {
      "is there source code of a language that the server knows?",
      "`snippet-lsp files --why` in the folder lists what is left out, and why",
    })
  elseif folder.state == "degraded" then
    health.warn(said, { ":Snippet reindex", ":Snippet log" })
  else
    health.info(said .. ": answers get better until it is done")
  end
  for _, left_out in ipairs(status.left_out(folder)) do
    health.info("not searched: " .. left_out)
  end
  if folder.failed > 0 then
    health.warn(("%s files could not be read or parsed"):format(status.number(folder.failed)), {
      ":Snippet log says which, and why",
    })
  end
  if folder.checkpoint ~= "" then
    health.ok("model: " .. folder.checkpoint:sub(1, 12))
  elseif folder.state ~= "starting" then
    health.warn("no model is loaded: search goes by names and words only", { ":Snippet log" })
  end
end

---@param client vim.lsp.Client
local function check_client(client)
  health.start(("snippet-lsp: server %d of %s"):format(client.id, client.root_dir or "no folder"))
  if not client.root_dir then
    health.warn("no folder is open, so that nothing can be searched", {
      "open a file of a project: a folder with .git, or the working directory",
    })
  end
  local info = client.server_info or {}
  health.ok(
    ("%s %s, positions in %s"):format(
      info.name or client.name,
      info.version or "",
      client.offset_encoding
    )
  )
  local told = ask(client, "snippet/status", vim.empty_dict())
  if not told then
    return health.error("the server does not answer", { ":Snippet log", ":lsp restart, or :edit" })
  end
  for _, folder in ipairs(told.folders) do
    check_folder(folder)
  end
  for _, problem in ipairs(told.problems) do
    health.warn(problem)
  end
  local languages = ask(client, "snippet/complete", { query = "lang:", character = 5 })
  if languages and #languages.items > 0 then
    local names = vim.tbl_map(function(item)
      return item.text
    end, languages.items)
    health.ok("languages: " .. table.concat(names, ", "))
  end
  local capability =
    vim.tbl_get(client.capabilities, "workspace", "didChangeWatchedFiles", "dynamicRegistration")
  health.ok("files are watched by " .. (capability and "Neovim" or "the server"))
end

local function check_servers()
  local clients = client_of.all()
  for _, client in ipairs(clients) do
    check_client(client)
  end
  if #clients == 0 then
    health.start("snippet-lsp: servers")
    health.info("none is running: open a source file, or call :Snippet search")
  end
end

local function check_pickers()
  health.start("snippet-lsp: picker")
  local chosen = require("snippet_lsp.config").get().picker
  local module = OPTIONAL[chosen]
  if chosen == "builtin" then
    health.ok("the plugin's own")
  elseif not module then
    local names = table.concat(require("snippet_lsp.pickers").names(), ", ")
    health.error(('vim.g.snippet_lsp.picker is "%s"'):format(chosen), { "one of " .. names })
  elseif pcall(require, module) then
    health.ok(chosen)
  else
    health.error(chosen .. " is not installed", { 'vim.g.snippet_lsp = { picker = "builtin" }' })
  end
end

function M.check()
  check_program()
  check_servers()
  check_pickers()
end

return M
