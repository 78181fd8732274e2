local maps = {}

function maps.table_to_string(tbl)
  local parts = {}
  for key, value in pairs(tbl) do
    parts[#parts + 1] = key .. "=" .. value
  end
  return table.concat(parts, ";")
end

function maps.string_to_table(str)
  local tbl = {}
  for key, value in str:gmatch("(%w+)=(%w+)") do
    tbl[key] = value
  end
  return tbl
end

function maps.tile_at_world(x, y)
  return math.floor(x / maps.size), math.floor(y / maps.size)
end

function maps.world_at_tile(column, row)
  return column * maps.size, row * maps.size
end

function maps.follow_player_with_camera(player, camera)
  camera.x, camera.y = player.x, player.y
end

function maps.follow_camera_with_player(camera, player)
  player.x, player.y = camera.x, camera.y
end

return maps
