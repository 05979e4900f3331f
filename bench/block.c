// block.c - how fast households are decided in columns.
//
// The dibao kernel (bench/law) on columns in memory, a county to a block: the block engine with
// each build of its kernels, beside a loop written by hand for the same eighteen formulas over
// members stored one household after the other. Both must come to the same sum, or the figures mean
// nothing. Medians; nothing passes or fails by speed, for these machines are shared.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "compile/compile.h"
#include "decide/block/plan.h"
#include "decide/block/situations.h"

enum {
    COUNTIES = 100,
    BLOCKS = 1000, // ten to a county
    SLOTS = 6,
    RUNS = 7,
    LANES = BLOCK_PERSONS,
};

enum { DEPOSITS, VEHICLES, RESIDENCE, BORN, WAGE, PENSION, FARM, GRADE, STUDENT, COLUMNS };

static const ColumnSpec SPECS[COLUMNS] = {
    [DEPOSITS] = {.name = {"deposits", 8}, .type = CELL_I32, .high = 20000000, .scale = 1},
    [VEHICLES] = {.name = {"vehicles", 8}, .type = CELL_U8, .high = 2, .scale = 1},
    [RESIDENCE] = {.name = {"residence", 9}, .type = CELL_U8, .high = 1, .scale = 1},
    [BORN] = {.name = {"born", 4},
              .of_person = true,
              .type = CELL_I32,
              .low = -16000,
              .high = 19692,
              .scale = 1},
    [WAGE] =
        {.name = {"wage", 4}, .of_person = true, .type = CELL_I32, .high = 1500000, .scale = 1},
    [PENSION] =
        {.name = {"pension", 7}, .of_person = true, .type = CELL_I32, .high = 500000, .scale = 1},
    [FARM] = {.name = {"farm_net", 8},
              .of_person = true,
              .type = CELL_I32,
              .low = -300000,
              .high = 3000000,
              .scale = 1},
    [GRADE] = {.name = {"disability_grade", 16},
               .of_person = true,
               .type = CELL_U8,
               .high = 4,
               .scale = 1},
    [STUDENT] = {.name = {"student", 7}, .of_person = true, .type = CELL_U8, .high = 1, .scale = 1},
};

typedef struct BenchBlock {
    Columns columns;
    const void *cells[COLUMNS];
} BenchBlock;

// The same households one after the other, for the loop by hand.
typedef struct Person {
    int32_t born, wage, pension, farm;
    uint8_t grade, student;
} Person;

typedef struct ByHand {
    uint32_t *offsets; // [households + 1]
    int32_t *born, *wage, *pension, *farm;
    uint8_t *grade, *student;
    int32_t *deposits;
    uint8_t *vehicles, *residence;
    uint32_t households, persons;
} ByHand;

typedef struct Standard {
    int64_t line[2], cap; // fen a month
} Standard;

typedef struct Bench {
    Arena *arena;
    const Program *program;
    BenchBlock blocks[BLOCKS];
    ByHand by_hand;
    Standard standards[COUNTIES];
    uint64_t persons;
    PlanScratch *scratch[2][COUNTIES]; // [thread]
    Lane qualifies[COUNTIES], amount[COUNTIES];
    int64_t sums[2];
} Bench;

static uint64_t random_state = 20231215;

static uint32_t draw(uint32_t below)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((random_state >> 33) % below);
}

static void *cells(Bench *bench, size_t count, size_t size)
{
    unsigned char *bytes = arena_take(bench->arena, count * size + 64);
    return bytes + (64 - (uintptr_t)bytes % 64) % 64;
}

static Person draw_person(void)
{
    Person person = {.born = -16000 + (int32_t)draw(35000),
                     .grade = draw(20) == 0 ? (uint8_t)(1 + draw(4)) : 0,
                     .student = draw(8) == 0};
    const bool works = person.born > -2000 && person.born < 13000;
    if (works) person.wage = draw(3) == 0 ? 0 : (int32_t)draw(600000);
    else if (person.born <= -2000) person.pension = (int32_t)draw(200000);
    person.farm = draw(3) == 0 ? (int32_t)draw(1000000) - 100000 : 0;
    return person;
}

// Sizes 1 to 6, largest first, 2.6 persons a household.
static uint32_t draw_sizes(uint8_t *sizes)
{
    static const uint16_t SHARES[SLOTS] = {254, 297, 210, 132, 72, 35}; // of 1,000, size 1 first
    uint32_t at = 0;
    for (uint32_t size = SLOTS; size >= 1; size--) {
        const uint32_t count = size == 1 ? BLOCK_HOUSEHOLDS - at
                                         : (uint32_t)SHARES[size - 1] * BLOCK_HOUSEHOLDS / 1000;
        for (uint32_t i = 0; i < count; i++) sizes[at++] = (uint8_t)size;
    }
    return at;
}

static void store(BenchBlock *block, ByHand *hand, uint32_t lane, const Person *person)
{
    ((int32_t *)(uintptr_t)block->cells[BORN])[lane] = person->born;
    ((int32_t *)(uintptr_t)block->cells[WAGE])[lane] = person->wage;
    ((int32_t *)(uintptr_t)block->cells[PENSION])[lane] = person->pension;
    ((int32_t *)(uintptr_t)block->cells[FARM])[lane] = person->farm;
    ((uint8_t *)(uintptr_t)block->cells[GRADE])[lane] = person->grade;
    ((uint8_t *)(uintptr_t)block->cells[STUDENT])[lane] = person->student;
    const uint32_t p = hand->persons++;
    hand->born[p] = person->born;
    hand->wage[p] = person->wage;
    hand->pension[p] = person->pension;
    hand->farm[p] = person->farm;
    hand->grade[p] = person->grade;
    hand->student[p] = person->student;
}

static void make_block(Bench *bench, BenchBlock *block)
{
    uint8_t sizes[BLOCK_HOUSEHOLDS];
    ByHand *hand = &bench->by_hand;
    const uint32_t households = draw_sizes(sizes);
    block_shape_set(&block->columns.shape, sizes, households);
    for (size_t c = 0; c < COLUMNS; c++) {
        const size_t size = SPECS[c].type == CELL_U8 ? 1 : 4;
        const size_t lanes = SPECS[c].of_person ? block->columns.shape.persons : BLOCK_HOUSEHOLDS;
        block->cells[c] = cells(bench, lanes, size);
    }
    block->columns.cells = block->cells;
    for (uint32_t i = 0; i < households; i++) {
        const uint32_t h = hand->households++;
        hand->offsets[h] = hand->persons;
        hand->deposits[h] =
            (int32_t)draw(20) == 0 ? (int32_t)draw(20000000) : (int32_t)draw(1000000);
        hand->vehicles[h] = draw(10) == 0;
        hand->residence[h] = (uint8_t)draw(2);
        ((int32_t *)(uintptr_t)block->cells[DEPOSITS])[i] = hand->deposits[h];
        ((uint8_t *)(uintptr_t)block->cells[VEHICLES])[i] = hand->vehicles[h];
        ((uint8_t *)(uintptr_t)block->cells[RESIDENCE])[i] = hand->residence[h];
        for (uint32_t t = 0; t < sizes[i]; t++) {
            const Person person = draw_person();
            store(block, hand, block->columns.shape.base[t] + i, &person);
            bench->persons++;
        }
    }
    hand->offsets[hand->households] = hand->persons;
}

static void make_people(Bench *bench)
{
    const size_t households = (size_t)BLOCKS * BLOCK_HOUSEHOLDS;
    ByHand *hand = &bench->by_hand;
    hand->offsets = ARENA_ARRAY(bench->arena, uint32_t, households + 1);
    hand->deposits = ARENA_ARRAY(bench->arena, int32_t, households);
    hand->vehicles = ARENA_ARRAY(bench->arena, uint8_t, households);
    hand->residence = ARENA_ARRAY(bench->arena, uint8_t, households);
    const size_t persons = households * SLOTS;
    hand->born = ARENA_ARRAY(bench->arena, int32_t, persons);
    hand->wage = ARENA_ARRAY(bench->arena, int32_t, persons);
    hand->pension = ARENA_ARRAY(bench->arena, int32_t, persons);
    hand->farm = ARENA_ARRAY(bench->arena, int32_t, persons);
    hand->grade = ARENA_ARRAY(bench->arena, uint8_t, persons);
    hand->student = ARENA_ARRAY(bench->arena, uint8_t, persons);
    for (size_t b = 0; b < BLOCKS; b++) make_block(bench, &bench->blocks[b]);
}

static void stop(const char *what)
{
    (void)fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

static uint32_t named(const Program *program, const char *name, SymbolKind kind)
{
    const uint32_t found = program_find(program, str_from(name));
    if (found == NONE || program->names.items[found].kind != kind) stop(name);
    return program->names.items[found].index;
}

// The law for each county.
static void make_plans(Bench *bench, KernelSet set, PlanSize *size)
{
    const Program *program = bench->program;
    uint32_t *column_of = ARENA_ARRAY(bench->arena, uint32_t, program->facts.count);
    Error err = {0};
    if (!columns_match(program, SPECS, COLUMNS, column_of, &err)) stop(err.message);
    for (size_t c = 0; c < COUNTIES; c++) {
        char code[16];
        (void)snprintf(code, sizeof code, "%zu", 900001 + c);
        Specialisation *from = ARENA_ONE(bench->arena, Specialisation);
        *from = (Specialisation){.program = program,
                                 .region = program_find_region(program, str_from(code)),
                                 .known_on = DATE_LAST,
                                 .specs = SPECS,
                                 .spec_count = COLUMNS,
                                 .column_of = column_of,
                                 .slots = SLOTS,
                                 .recorded_from = DATE_FIRST};
        if (!date_parse(STR("2023-12-15"), &from->date) || from->region == NONE) stop(code);
        Graph *graph = ARENA_ONE(bench->arena, Graph);
        SpecialLaw law;
        graph_start(graph, SLOTS, bench->arena);
        specialist_programmes(specialist_create(from, graph), &law);
        if (law.grant_count != 1 || law.refused != GRAPH_NO) stop("the kernel has one programme");
        const Lane wanted[] = {law.grants[0].qualifies, law.grants[0].amount.low.num};
        Plan *plan = plan_create(graph, SPECS, &(Wanted){.lanes = wanted, .count = 2}, bench->arena,
                                 bench->arena);
        *size = plan_size(plan);
        bench->qualifies[c] = wanted[0];
        bench->amount[c] = wanted[1];
        for (int t = 0; t < 2; t++)
            bench->scratch[t][c] = plan_scratch_create(plan, set, bench->arena);
    }
}

typedef struct Share {
    Bench *bench;
    uint32_t threads;
} Share;

static void run_share(void *context, uint32_t index)
{
    const Share *share = context;
    Bench *bench = share->bench;
    int64_t sum = 0;
    for (size_t b = index; b < BLOCKS; b += share->threads) {
        const size_t county = b * COUNTIES / BLOCKS;
        PlanScratch *scratch = bench->scratch[index][county];
        plan_run(scratch, &bench->blocks[b].columns);
        const unsigned char *granted = plan_mask(scratch, bench->qualifies[county]);
        const int64_t *amount = plan_numbers(scratch, bench->amount[county]);
        for (uint32_t i = 0; i < BLOCK_HOUSEHOLDS; i++)
            sum += amount[i] & (int64_t)(int8_t)granted[i];
    }
    bench->sums[index] = sum;
}

// The eighteen formulas by hand: one pass over a household's members, nothing kept.
static int64_t household_by_hand(const ByHand *hand, uint32_t h, const Standard *standard)
{
    enum { CHILD_BORN_AFTER = 13132, ELDER_BORN_BY = -2209 }; // 18 and 60 years before 2023-12-15
    const int64_t line_a_head = standard->line[hand->residence[h]];
    int64_t income12 = 0; // twelfths of a fen
    int64_t supplements100 = 0;
    const uint32_t first = hand->offsets[h];
    const uint32_t end = hand->offsets[h + 1];
    for (uint32_t p = first; p < end; p++) {
        const bool child = hand->born[p] > CHILD_BORN_AFTER;
        const bool elder = hand->born[p] <= ELDER_BORN_BY;
        const bool severe = hand->grade[p] >= 1 && hand->grade[p] <= 2;
        int64_t deduction5 = 0;
        if (!child && !hand->student[p])
            deduction5 = hand->wage[p] < standard->cap * 5 ? hand->wage[p] : standard->cap * 5;
        // In sixtieths: the deduction is a fifth, the farm's month a twelfth.
        income12 += 60 * ((int64_t)hand->wage[p] + hand->pension[p]) - 12 * deduction5 +
                    5 * (int64_t)hand->farm[p];
        supplements100 += line_a_head * (severe ? 30 : elder ? 20 : child ? 15 : 0);
    }
    if (income12 < 0) income12 = 0;
    const int64_t line = line_a_head * (end - first);
    if (income12 >= line * 60 || hand->deposits[h] > 24 * line || hand->vehicles[h] != 0) return 0;
    const int64_t amount300 = 300 * line - 5 * income12 + 3 * supplements100;
    return (amount300 + 29999) / 30000 * 100;
}

static int64_t run_by_hand(const Bench *bench, uint32_t index, uint32_t threads)
{
    int64_t sum = 0;
    for (size_t b = index; b < BLOCKS; b += threads) {
        const Standard *standard = &bench->standards[b * COUNTIES / BLOCKS];
        for (uint32_t i = 0; i < BLOCK_HOUSEHOLDS; i++)
            sum += household_by_hand(&bench->by_hand, (uint32_t)b * BLOCK_HOUSEHOLDS + i, standard);
    }
    return sum;
}

static void hand_share(void *context, uint32_t index)
{
    const Share *share = context;
    share->bench->sums[index] = run_by_hand(share->bench, index, share->threads);
}

static int by_size(const void *left, const void *right)
{
    const double a = *(const double *)left;
    const double b = *(const double *)right;
    return (a > b) - (a < b);
}

// Persons a second, the median of several runs.
static double measure(Bench *bench, uint32_t threads, void (*work)(void *, uint32_t), int64_t *sum)
{
    double rates[RUNS];
    Share share = {.bench = bench, .threads = threads};
    for (int r = 0; r < RUNS; r++) {
        const uint64_t start = os_clock_ns();
        os_run_threads(threads, work, &share);
        rates[r] = (double)bench->persons / ((double)(os_clock_ns() - start) / 1e9);
        *sum = bench->sums[0] + (threads > 1 ? bench->sums[1] : 0);
    }
    qsort(rates, RUNS, sizeof rates[0], by_size);
    return rates[RUNS / 2];
}

static Number parameter(const Program *program, const char *name, uint32_t region, size_t keys,
                        int64_t key)
{
    const Parameter *of = &program->parameters.items[named(program, name, SYM_PARAMETER)];
    Date day = {0};
    if (!date_parse(STR("2023-12-15"), &day)) stop("date");
    for (size_t i = 0; i < of->row_count; i++) {
        const ParameterRow *row = &of->rows[i];
        const bool here = row->place == region ||
                          (keys == 1 && row->place == NONE && row->keys[0].num == (Wide)region);
        if (here && row->from.day <= day.day && day.day < row->until.day &&
            (key < 0 || row->keys[0].num == key))
            return row->value;
    }
    stop(name);
    return (Number){0};
}

static void read_standards(Bench *bench)
{
    for (size_t c = 0; c < COUNTIES; c++) {
        char code[16];
        (void)snprintf(code, sizeof code, "%zu", 900001 + c);
        const uint32_t region = program_find_region(bench->program, str_from(code));
        for (int64_t r = 0; r < 2; r++)
            bench->standards[c].line[r] =
                (int64_t)parameter(bench->program, "standard", region, 0, r).num;
        bench->standards[c].cap =
            (int64_t)parameter(bench->program, "deduction_cap", region, 1, -1).num;
    }
}

int main(int count, char **arguments)
{
    Arena *arena = arena_create();
    Bench *bench = ARENA_ONE(arena, Bench);
    Sources sources = {0};
    Error err = {0};
    bench->arena = arena;
    Diagnostics diagnostics = diagnostics_start(arena, &sources);
    const CompileOptions options = {.path = count > 1 ? arguments[1] : "bench/law"};
    if (!compile_law(&options, arena, &sources, &diagnostics, &bench->program, &err))
        stop(err.message);
    if (bench->program == NULL) {
        diagnostics_print(&diagnostics, stderr, INK_PLAIN);
        return 1;
    }
    make_people(bench);
    read_standards(bench);
    (void)printf("dibao kernel: %.1f million persons in memory, %.2f a household, %d counties\n",
                 (double)bench->persons / 1e6,
                 (double)bench->persons / (BLOCKS * (double)BLOCK_HOUSEHOLDS), COUNTIES);
    int64_t by_hand = 0;
    double hand[2];
    for (uint32_t t = 1; t <= 2; t++) {
        hand[t - 1] = measure(bench, t, hand_share, &by_hand);
        (void)printf("  by hand, offsets, %u thread%s %28.0f million persons/s\n", t,
                     t > 1 ? "s" : " ", hand[t - 1] / 1e6);
    }
    for (KernelSet set = KERNELS_V2; set <= KERNELS_V4; set++) {
        PlanSize size = {0};
        if (!kernels_available(set)) continue;
        make_plans(bench, set, &size);
        for (uint32_t t = 1; t <= 2; t++) {
            int64_t sum = 0;
            const double rate = measure(bench, t, run_share, &sum);
            if (sum != by_hand) stop("the block engine and the loop by hand disagree");
            (void)printf("  block engine, %-9s %u thread%s %22.0f million persons/s, %.2f x by "
                         "hand (%zu steps, %zu KiB)\n",
                         kernels_name(set), t, t > 1 ? "s" : " ", rate / 1e6, rate / hand[t - 1],
                         size.steps, size.bytes / 1024);
        }
    }
    arena_destroy(arena);
    return 0;
}
