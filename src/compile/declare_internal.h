// declare_internal.h - what the files that enter declarations share.
#ifndef COMPILE_DECLARE_INTERNAL_H
#define COMPILE_DECLARE_INTERNAL_H

#include "compile/compiler.h"

// --- reading a declaration (declare.c) ---

// The first of its names; empty if the parser found none.
Name first_name(const Decl *decl);

// What a clause holds; empty, or `otherwise`, if the declaration has no such clause.
Name clause_name(const Decl *decl, ClauseId id);
NameVec clause_names(const Decl *decl, ClauseId id);
Str clause_text_of(const Decl *decl, ClauseId id);
Date clause_date(const Decl *decl, ClauseId id, Date otherwise);

Citation decl_citation(Compiler *compiler, const Decl *decl);
LawDocument *document_of(Compiler *compiler, const Decl *decl);

// When a declaration is in force: its own dates within its document's.
void decl_period(Compiler *compiler, const Decl *decl, Date *from, Date *until);

void report_duplicate(Compiler *compiler, Span span, Str name, Span first);

// Enters a name that must be unique in the law. False, and reported, if it is taken.
bool add_name(Compiler *compiler, SymbolKind kind, uint32_t index, Name name);

// Looks a clause's name up in the choice of the same name, if the law declares one: `category
// basic` in `choice category`. Gives its labels; reports a value that is not there.
Labels choice_labels(Compiler *compiler, const char *choice_name, Name name);
void check_choice_names(Compiler *compiler, const char *choice_name, NameVec names);

// --- words and places (declare_words.c) ---

void declare_currency(Compiler *compiler, const Decl *decl);
void declare_levels(Compiler *compiler, const Decl *decl);
void declare_choice(Compiler *compiler, const Decl *decl);
void declare_instrument(Compiler *compiler, const Decl *decl);
void declare_places(Compiler *compiler, const Decl *decl);
void declare_document(Compiler *compiler, const Decl *decl);

// --- entities, facts, parameters, rules (declare_things.c) ---

uint32_t find_entity(Compiler *compiler, Name name);
uint32_t find_level(Compiler *compiler, Name name);
void declare_fixed_entities(Compiler *compiler);
void declare_record(Compiler *compiler, const Decl *decl);
void declare_unit(Compiler *compiler, const Decl *decl);
void declare_fact(Compiler *compiler, const Decl *decl, Name name);
void declare_parameter(Compiler *compiler, const Decl *decl);
void declare_rule(Compiler *compiler, const Decl *decl);

// --- programmes and the office (declare_office.c) ---

void declare_programme(Compiler *compiler, const Decl *decl);
void declare_slot_rule(Compiler *compiler, const Decl *decl);
void declare_exclusive(Compiler *compiler, const Decl *decl);
void declare_watch(Compiler *compiler, const Decl *decl);
void declare_clock(Compiler *compiler, const Decl *decl);
void declare_paper(Compiler *compiler, const Decl *decl);

#endif
