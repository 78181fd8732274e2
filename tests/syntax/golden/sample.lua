#!/usr/bin/env lua
-- Copyright 2026 The Sample Authors. All rights reserved.

--- Rate limiting for outgoing requests.
-- One limiter serves one host.
-- @module limits

local socket = require("socket")

local M = {}

--- Holds the tokens of one host.
---@class Bucket
---@field rate number
local Bucket = { tokens = 0 }
Bucket.__index = Bucket

local DEFAULT_RATE <const> = 5.0

--- Doubles the delay after each failure,
--- up to a minute.
---@param attempt integer
---@return number
local function backoff(attempt)
  return math.min(2 ^ attempt, 60)
end

--[[
  A bucket that refills at a steady rate.
  @param rate tokens a second
]]
function Bucket.new(rate)
  local self = setmetatable({}, Bucket)
  self.rate = rate or DEFAULT_RATE
  self.on_empty = function() print("empty") end
  return self
end

-- Whether a request may go now.
function Bucket:allow(
  cost, -- tokens that it takes
  ...
)
  local function left()
    return self.tokens - select("#", ...)
  end
  return left() >= cost
end

Bucket.__tostring = function(self)
  return "Bucket(" .. self.rate .. ")"
end

function M.util.strings.trim(text) return (text:gsub("^%s+", "")) end

--[==[ Länge der 😀 Überschrift. ]==]
M.length = function(text)
  return #text
end

M["größe"] = function(value) return value end

local clamp = function(value, low, high)
  return math.max(low, math.min(value, high))
end

local handlers = {
  --- Answers a ping.
  ping = function(peer)
    return "pong " .. peer
  end,
  ["data-ready"] = function(payload) return #payload end,
  nested = {
    close = function() end,
  },
  function() return "anonymous" end,
}

function global_setup(options)
  pcall(function() socket.sleep(options.delay) end)
end

local first, second = function() return 1 end, function() return 2 end

return setmetatable(M, {
  __call = function(_, rate)
    return Bucket.new(rate)
  end,
})
