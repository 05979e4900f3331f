#include "base/map.h"

#include "base/panic.h"

static MapSlot *find_slot(const Map *map, Str name)
{
    const size_t mask = map->capacity - 1;
    size_t at = (size_t)str_hash(name) & mask;
    while (map->slots[at].used && !str_equal(map->slots[at].name, name)) at = (at + 1) & mask;
    return &map->slots[at];
}

uint32_t map_get(const Map *map, Str name)
{
    if (map->capacity == 0) return MAP_NONE;
    const MapSlot *slot = find_slot(map, name);
    return slot->used ? slot->value : MAP_NONE;
}

static void grow(Arena *arena, Map *map)
{
    const Map old = *map;
    map->capacity = old.capacity == 0 ? 32 : old.capacity * 2;
    map->slots = ARENA_ARRAY(arena, MapSlot, map->capacity);
    for (size_t i = 0; i < old.capacity; i++) {
        if (old.slots[i].used) *find_slot(map, old.slots[i].name) = old.slots[i];
    }
}

void map_put(Arena *arena, Map *map, Str name, uint32_t value)
{
    invariant(value != MAP_NONE);
    if (map->count * 2 >= map->capacity) grow(arena, map);
    MapSlot *slot = find_slot(map, name);
    if (!slot->used) map->count++;
    *slot = (MapSlot){.name = name, .value = value, .used = 1};
}
