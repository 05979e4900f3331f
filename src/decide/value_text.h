// value_text.h - values as plain text, in the notation of the law and of JSON. Sentences for
// readers are made in explain/.
#ifndef DECIDE_VALUE_TEXT_H
#define DECIDE_VALUE_TEXT_H

#include "decide/decision.h"

// "900.00", "80 %", "2024-05-01", "yes", "partial", "from 0.00 to 500.00", "none".
Str value_text(Arena *arena, const Situation *situation, const Value *value, Type type);

// A known amount as in JSON: two digits for yuan, no separators: "1240.00".
Str amount_text(Arena *arena, const Program *program, Number amount);

// The name of what is needed: a fact, a record's rows, a parameter, a rule, or "history".
Str need_name(const Program *program, const Need *need);

#endif
