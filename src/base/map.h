// map.h - from a name to an index, in an arena.
//
// Names are borrowed and must outlive the map. Values are what the caller says; MAP_NONE is kept
// for "no such name".
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdint.h>

#include "base/str.h"

#define MAP_NONE UINT32_MAX

typedef struct MapSlot {
    Str name;
    uint32_t value;
    uint32_t used; // 0 or 1
} MapSlot;

typedef struct Map {
    MapSlot *slots;
    size_t capacity; // a power of two, or 0
    size_t count;
} Map;

// The value of `name`, or MAP_NONE.
uint32_t map_get(const Map *map, Str name);

// Sets the value of `name`, new or not.
void map_put(Arena *arena, Map *map, Str name, uint32_t value);

#endif
