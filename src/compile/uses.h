// uses.h - what a provision refers to: the facts, rules, parameters, entities and programmes that
// stand in its text, and, closed, all that those need in turn.
//
//     Uses uses = uses_start(program, arena);
//     uses_add_rule(program, rule, &uses); // what it names itself
//     uses_close(program, &uses);          // and everything behind that
#ifndef COMPILE_USES_H
#define COMPILE_USES_H

#include "compile/program.h"

typedef struct Uses {
    Arena *arena;
    bool *facts;      // [fact]
    bool *rules;      // [rule]
    bool *parameters; // [parameter]
    bool *entities;   // [entity] records whose rows, and units whose members, are asked for
    bool *programmes; // [programme] of which is asked what they grant
} Uses;

Uses uses_start(const Program *program, Arena *arena);

// What an expression names; NONE names nothing.
void uses_add_node(const Program *program, NodeId id, Uses *uses);

// What a rule's alternatives and limits name.
void uses_add_rule(const Program *program, uint32_t index, Uses *uses);

// What a programme's slots are, and the exclusions it stands in.
void uses_add_programme(const Program *program, uint32_t index, Uses *uses);

// Everything that what was added needs in turn.
void uses_close(const Program *program, Uses *uses);

#endif
