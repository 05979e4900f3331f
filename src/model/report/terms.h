// terms.h - the words that every report shares, and its provenance as a list of lines.
#ifndef MODEL_REPORT_TERMS_H
#define MODEL_REPORT_TERMS_H

#include "model/report/report.h"

typedef enum ReportTerm {
#define REPORT_TERM(id, zh, en) TERM_##id,
#include "model/report/terms.def"
#undef REPORT_TERM
} ReportTerm;

Bilingual term(ReportTerm which);
Str term_in(ReportTerm which, Language language);

// One line of the provenance.
typedef struct ProvenanceLine {
    const char *key; // "law_hash"; two reforms have the same
    Bilingual label;
    Bilingual value;
} ProvenanceLine;

typedef VEC(ProvenanceLine) ProvenanceVec;

// What is known of it, in the order in which it is read; what was not given is left out.
ProvenanceVec provenance_lines(const Report *report, Arena *arena);

// The report's title, or "Simulation".
Bilingual title_of(const Report *report);

// "Source: ...": as given, or this simulation with what repeats it.
Str source_line(const Report *report, Bilingual source, Language language, Arena *arena);

#endif
