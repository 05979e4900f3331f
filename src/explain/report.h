// report.h - a decision written out: as text for people, as JSON for programs.
#ifndef EXPLAIN_REPORT_H
#define EXPLAIN_REPORT_H

#include "base/diagnostics.h"
#include "explain/changes.h"
#include "explain/receipt.h"

typedef struct ReportOptions {
    Language language;
    Ink ink;
    bool trace;    // every reason and step down to the facts
    uint32_t only; // the one programme to tell of, or NONE; it must be of this place
} ReportOptions;

// The whole decision as text.
Str report_text(const Decision *decision, const ReportOptions *options);

// The whole decision as JSON; docs/language/case-json.md describes it.
Str report_json(const Decision *decision, const ReportOptions *options);

#endif
