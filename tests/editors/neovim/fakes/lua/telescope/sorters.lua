--- A score of -1 takes an entry away, as in Telescope.
local M = {}

function M.empty()
  return {
    score = function()
      return 1
    end,
  }
end

--- Entries that hold all words, in their order.
function M.get_substr_matcher()
  return {
    score = function(prompt, ordinal, entry)
      for word in prompt:lower():gmatch("%S+") do
        if not ordinal:lower():find(word, 1, true) then
          return -1
        end
      end
      return entry.index
    end,
  }
end

return M
