// case_faults.h - what is said of a case file that does not fit the law: what was expected, and
// what its writer probably meant.
#ifndef DECIDE_CASE_FAULTS_H
#define DECIDE_CASE_FAULTS_H

#include "base/json.h"
#include "compile/program.h"

// The keys that a case has besides the household's facts; NULL at the end.
extern const char *const case_top_keys[];

// A hint for a key that is no fact of this entity: the fact or record that was meant, or where it
// is told.
void case_hint_key(const Program *program, Diagnostics *diagnostics, Diagnostic *fault, Str wanted,
                   uint32_t entity);

// A hint for a name of the past that no rule asks for.
void case_hint_column(const Program *program, Diagnostics *diagnostics, Diagnostic *fault,
                      Str wanted);

// Reports a value that is no number of this type; `expected` is what constant_from_text said, or
// NULL if the number has more decimals than the coins have.
void case_refuse_number(const Program *program, Diagnostics *diagnostics, const JsonValue *value,
                        Type type, const char *expected);

// Reports a region that is not there, or that no document speaks for. `listed`: with the places
// that there are documents for.
void case_refuse_region(const Program *program, Diagnostics *diagnostics, const JsonValue *value,
                        const char *problem, bool listed);

// Whether the object has a key that is `key` misspelt.
bool case_has_near_key(const JsonValue *object, const char *key);

#endif
