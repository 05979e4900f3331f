// trial.h - one random household at a time: made from its own seed, decided, and shown when a
// property does not hold.
//
// DOUDI_SEED=n in the environment begins with that seed, and DOUDI_ROUNDS=n makes n households of
// each property; a failure prints what to set to repeat it.
#ifndef TESTS_PROPERTY_TRIAL_H
#define TESTS_PROPERTY_TRIAL_H

#include "base/diagnostics.h"
#include "decide/decision.h"
#include "household.h"

typedef struct Law {
    Arena *policy;
    Sources sources;
    Diagnostics diagnostics;
    const Program *program;
} Law;

// Compiles a law; a law with errors ends the test program.
void law_open(Law *law, const char *path);
void law_close(Law *law);

typedef struct Trial {
    Law *law;
    const Program *program;
    Random random;
    uint64_t seed;
    unsigned oddity; // how often a fact differs from what is presumed, in percent
    Arena *request;
    Situation *household; // without facts
    size_t violations;    // of this property, so far
} Trial;

typedef struct TrialOptions {
    const char *const *places; // codes, ended by NULL; NULL: those of the law of China named below
    unsigned rounds;           // households of each place, unless DOUDI_ROUNDS says otherwise
    uint32_t members_max;
    uint32_t rows_max;
    uint32_t months_max;
} TrialOptions;

typedef void TrialBody(Trial *trial);

// Runs `body` on households of every place, on days from 2020 to 2027. Of the law of China these
// are the fictitious county, which fills everything, and places of Shanghai, Hangzhou, Chongqing
// and Chengdu, which leave some values open. Returns how many violations were noted.
size_t run_trials(Law *law, const TrialOptions *options, TrialBody *body);

// Notes that a property does not hold of `household`, and prints it with the seed the first times.
void violate(Trial *trial, const Situation *household, const char *format, ...) PRINTF_LIKE(3, 4);

// Decides; a household that the law cannot decide is a violation, and the result NULL.
Decision *trial_decide(Trial *trial, const Situation *household, bool strict);

// The grant of a programme, or NULL where it is not of this place or has none for this instance.
const Grant *find_grant(const Decision *decision, uint32_t programme, uint32_t instance);

uint32_t find_programme(const Program *program, const char *name);
uint32_t find_fact(const Program *program, const char *name);
uint32_t find_rule(const Program *program, const char *name);

const char *outcome_text(Outcome outcome);

#endif
