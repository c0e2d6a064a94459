-- For wrk: counts the answers that are not the wanted ones.
wanted = tonumber(os.getenv("WANTED_STATUS"))
size = tonumber(os.getenv("WANTED_SIZE"))
wrong = 0

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function response(status, headers, body)
  if status ~= wanted or (size and #body ~= size) then
    wrong = wrong + 1
  end
end

function done(summary, latency)
  local total = 0
  for _, thread in ipairs(threads) do
    total = total + thread:get("wrong")
  end
  local errors = summary.errors
  local lost = errors.connect + errors.read + errors.write + errors.timeout
  print(string.format("%d requests, %d wrong, %d lost, %d us, 99%%: %d us", summary.requests, total, lost,
    latency:percentile(50), latency:percentile(99)))
end
