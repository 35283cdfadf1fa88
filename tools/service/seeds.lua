-- Asks for pictures of many seeds, in another order on each thread; with a pause, where one is given.
-- usage: wrk -s seeds.lua URL -- SEEDS PAUSE_MS QUERY
local count, pause, query = 10000, 0, ""
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  count = tonumber(arguments[1]) or count
  pause = tonumber(arguments[2]) or pause
  query = arguments[3] or ""
  math.randomseed(7919 * (number + 1))
end

function delay()
  -- Spread evenly, so that connections do not ask in step.
  return pause > 0 and math.random(0, 2 * pause) or 0
end

function request()
  return wrk.format("GET", "/visitor-" .. math.random(1, count) .. ".png" .. query)
end
