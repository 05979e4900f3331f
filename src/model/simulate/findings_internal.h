// findings_internal.h - what the sections of a report share: sums over parts of the population, and
// figures as cells. Each section is a file of its own.
#ifndef MODEL_SIMULATE_FINDINGS_INTERNAL_H
#define MODEL_SIMULATE_FINDINGS_INTERNAL_H

#include "model/simulate/findings.h"

typedef struct Finder {
    const SimulateResult *result;
    const Sample *sample; // or NULL
    const Bands *bands;   // or NULL
    const PeopleOutline *outline;
    Arena *arena;
    Report *report;
} Finder;

// A part of the population: a province, a residence, both or neither.
typedef struct Part {
    uint32_t province; // first two digits of its code; 0: all
    size_t residence;  // or EVERYWHERE
} Part;

enum { EVERYWHERE = SIMULATED_RESIDENCES };

#define ALL_PARTS ((Part){.residence = EVERYWHERE})

// --- sums ---

bool finder_in_part(const Finder *finder, size_t stratum, Part part);
uint32_t finder_province(const Finder *finder, size_t stratum);

// Nobody where the law has no such programme (NONE).
ProgrammeSums finder_programme(const Finder *finder, size_t law, uint32_t programme, Part part);
int64_t finder_persons(const Finder *finder, Part part);
int64_t finder_tier(const Finder *finder, size_t law, size_t tier, bool served);
uint32_t finder_programme_named(const Program *program, const char *name);

// The basic help that the headline counts, dibao and tekun together.
ProgrammeSums finder_basic(const Finder *finder, size_t law, Part part);

// Counts and sums are in units of 1/weight_scale; these are whole ones.
int64_t finder_whole(const Finder *finder, int64_t count);
Wide finder_money(const Finder *finder, Wide fen);
int64_t finder_sampled(const Finder *finder, int64_t count); // of the sample's units

// "Of 50,000 households looked at one by one."
Bilingual finder_sample_lead(const Finder *finder);

// "the law as it is", or the reform's name.
Bilingual finder_law_name(const Finder *finder, size_t law);

// A key with a number in it: "law-1".
const char *finder_key(const Finder *finder, const char *stem, size_t number);

// --- cells ---

ReportCell finder_bounded(Bounded bounded, unsigned digits);
ReportCell finder_ratio(Ratio ratio);

// A reform that pays nothing else than the law as it is, but counts, is answered by its counts.
void findings_answer_counts(Finder *finder);

// --- sections, in the order of the report; what needs a sample is left out without one ---

void findings_headline(Finder *finder);
void findings_check(Finder *finder);
void findings_programmes(Finder *finder, size_t law);
void findings_months(Finder *finder);
void findings_places(Finder *finder);
void findings_welfare(Finder *finder);
void findings_spread(Finder *finder);
void findings_targeting(Finder *finder);
void findings_layers(Finder *finder);
void findings_people(Finder *finder);
void findings_incentives(Finder *finder);
void findings_needs(Finder *finder);
void findings_errors(Finder *finder);

#endif
