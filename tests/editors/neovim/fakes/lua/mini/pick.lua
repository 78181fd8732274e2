--- mini.pick, as far as adapters see it. `start()` comes back when the picker is closed; here it
--- closes when the items for what `_G.Typed` holds are there.
local M = {}

local state

function M.is_picker_active()
  return state ~= nil
end

function M.get_querytick()
  return state.tick
end

local function match()
  local texts = vim.tbl_map(function(item)
    return item.text
  end, state.items)
  local indices = {}
  for index in ipairs(texts) do
    indices[index] = index
  end
  state.matches = state.source.match(texts, indices, state.query)
end

function M.default_match(texts, indices, query, opts)
  assert(opts.preserve_order)
  return vim.tbl_filter(function(index)
    return texts[index]:find(table.concat(query), 1, true) ~= nil
  end, indices)
end

function M.set_picker_query(query)
  state.query, state.tick = query, state.tick + 1
  match()
end

function M.set_picker_items(items, opts)
  if opts.querytick and opts.querytick ~= state.tick then
    return
  end
  state.items, state.complete = items, true
  if opts.do_match ~= false then
    match()
  end
end

function M.start(opts)
  state = { source = opts.source, query = {}, tick = 0, items = {}, complete = false }
  vim.api.nvim_exec_autocmds("User", { pattern = "MiniPickStart" })
  if type(opts.source.items) == "function" then
    opts.source.items()
  end
  for _, query in ipairs(_G.Typed or {}) do
    state.complete = false
    M.set_picker_query(vim.fn.split(query, "\\zs"))
  end
  vim.wait(10000, function()
    return state.complete
  end, 5)
  local shown = vim.tbl_map(function(item)
    return { item.text, vim.fs.basename(item.path), item.lnum, item.col }
  end, state.items)
  state = nil
  _G.Picker = {
    lines = function()
      return shown
    end,
    type = function() end,
  }
end

return M
