--- `:Telescope snippet_lsp`, after `require("telescope").load_extension("snippet_lsp")`.
local function search(opts)
  require("snippet_lsp").search({ query = opts.query, picker = "telescope" })
end

return require("telescope").register_extension({
  exports = {
    snippet_lsp = search,
    search = search,
    similar = function()
      require("snippet_lsp").similar({ picker = "telescope" })
    end,
  },
})
