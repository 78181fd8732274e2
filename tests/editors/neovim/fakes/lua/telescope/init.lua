--- Telescope, as far as adapters see it: extensions.
local M = { extensions = {} }

function M.register_extension(extension)
  return extension
end

function M.load_extension(name)
  M.extensions[name] = require("telescope._extensions." .. name).exports
end

return M
