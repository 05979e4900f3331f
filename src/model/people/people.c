#include "model/people/people.h"

#include "base/number.h"
#include "base/panic.h"
#include "base/suggest.h"
#include "base/text.h"
#include "model/people/people_internal.h"

const PeopleOutline *people_outline(const People *people)
{
    return &people->outline;
}

PeopleScratch *people_scratch_create(const People *people)
{
    PeopleScratch *scratch = people->kind->scratch_create(people);
    scratch->kind = people->kind;
    return scratch;
}

void people_scratch_destroy(PeopleScratch *scratch)
{
    if (scratch != NULL) scratch->kind->scratch_destroy(scratch);
}

uint32_t people_fill_some(const People *people, uint32_t stratum, uint64_t first, uint32_t most,
                          PeopleScratch *scratch, PeopleBlock *block)
{
    invariant(stratum < people->outline.stratum_count && most > 0);
    invariant(first < people->outline.strata[stratum].households);
    const uint32_t count = people->kind->fill(people, stratum, first, most, scratch, block);
    invariant(count > 0 && count <= most);
    return count;
}

uint32_t people_fill(const People *people, uint32_t stratum, uint64_t first, PeopleScratch *scratch,
                     PeopleBlock *block)
{
    return people_fill_some(people, stratum, first, BLOCK_HOUSEHOLDS, scratch, block);
}

void people_ask(const People *people, PeopleScratch *scratch, const bool *columns)
{
    if (people->kind->ask != NULL) people->kind->ask(people, scratch, columns);
}

void people_fill_these(const People *people, uint32_t stratum, const uint64_t *indexes,
                       uint32_t count, PeopleScratch *scratch, PeopleBlock *block)
{
    invariant(stratum < people->outline.stratum_count && count > 0);
    for (uint32_t i = 0; i < count; i++)
        invariant(indexes[i] < people->outline.strata[stratum].households);
    people->kind->fill_these(people, stratum, indexes, count, scratch, block);
    invariant(block->columns.shape.households == count);
}

void people_fill_one(const People *people, uint32_t stratum, uint64_t index, PeopleScratch *scratch,
                     PeopleBlock *block)
{
    (void)people_fill_some(people, stratum, index, 1, scratch, block);
}

void people_destroy(People *people)
{
    if (people != NULL) people->kind->destroy(people);
}

// --- names of households ---

// "510000-rural"
static Str stratum_name(const Stratum *stratum, Arena *arena)
{
    Text text = text_start(arena);
    text_add(&text, stratum->region);
    for (size_t i = 0; i < stratum->fact_count; i++) {
        const StratumFact *fact = &stratum->facts[i];
        text_add_char(&text, '-');
        if (fact->value.size > 0) text_add(&text, fact->value);
        else text_print(&text, "%lld", (long long)fact->number);
    }
    return text_str(&text);
}

Str people_household_name(const People *people, uint32_t stratum, uint64_t index, Arena *arena)
{
    const Stratum *here = &people->outline.strata[stratum];
    invariant(stratum < people->outline.stratum_count && index < here->households);
    if (people->kind->household_id != NULL)
        return str_copy(arena, people->kind->household_id(people, stratum, index));
    return str_print(arena, STR_FORMAT ":%llu", STR_ARGS(stratum_name(here, arena)),
                     (unsigned long long)index + 1);
}

static bool find_by_id(const People *people, Str id, uint32_t *stratum, uint64_t *index, Error *err)
{
    const PeopleOutline *outline = &people->outline;
    for (uint32_t s = 0; s < outline->stratum_count; s++) {
        for (uint64_t i = 0; i < outline->strata[s].households; i++) {
            if (!str_equal(people->kind->household_id(people, s, i), id)) continue;
            *stratum = s;
            *index = i;
            return true;
        }
    }
    return error_set(err, ERROR_INVALID, "",
                     "the survey has no household \"" STR_FORMAT
                     "\", or it was left out; ids are compared as text",
                     STR_ARGS(id));
}

static bool parse_number(Str text, uint64_t *number)
{
    Number value;
    if (!number_parse(text, &value) || value.den != 1 || value.num < 0) return false;
    *number = (uint64_t)value.num;
    return true;
}

static bool find_by_number(const People *people, Str name, uint32_t *stratum, uint64_t *index,
                           Arena *arena, Error *err)
{
    const PeopleOutline *outline = &people->outline;
    const size_t colon = str_find(name, STR(":"));
    const Str place = str_slice(name, 0, colon < name.size ? colon : name.size);
    Suggestion near = suggestion_start(place);
    uint64_t number = 0;
    for (uint32_t s = 0; s < outline->stratum_count; s++) {
        const Str one = stratum_name(&outline->strata[s], arena);
        suggestion_offer(&near, one);
        if (!str_equal(one, place)) continue;
        const uint64_t households = outline->strata[s].households;
        const Str rest = colon < name.size ? str_slice(name, colon + 1, name.size) : STR("");
        if (!parse_number(rest, &number) || number == 0 || number > households)
            return error_set(
                err, ERROR_INVALID, "",
                "the households of " STR_FORMAT " are " STR_FORMAT
                ":1 to %llu with this --households; \"" STR_FORMAT "\" is none of them",
                STR_ARGS(one), STR_ARGS(one), (unsigned long long)households, STR_ARGS(name));
        *stratum = s;
        *index = number - 1;
        return true;
    }
    if (near.nearest.size == 0 && outline->stratum_count > 0)
        near.nearest = stratum_name(&outline->strata[0], arena);
    return error_set(err, ERROR_INVALID, "",
                     "no household is called \"" STR_FORMAT
                     "\": households are called by place, residence and number, as " STR_FORMAT
                     ":1",
                     STR_ARGS(name), STR_ARGS(near.nearest));
}

bool people_find_household(const People *people, Str name, uint32_t *stratum, uint64_t *index,
                           Error *err)
{
    if (people->kind->household_id != NULL) return find_by_id(people, name, stratum, index, err);
    Arena *arena = arena_create();
    const bool found = find_by_number(people, name, stratum, index, arena, err);
    arena_destroy(arena);
    return found;
}
