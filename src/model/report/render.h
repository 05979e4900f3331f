// render.h - the forms of a report: text, JSON, CSV, HTML, XLSX, all from the same data.
//
// Same report, same language, same bytes: nothing here reads a clock, a locale or the network. All
// results live in the arena given.
#ifndef MODEL_REPORT_RENDER_H
#define MODEL_REPORT_RENDER_H

#include "base/error.h"
#include "model/report/report.h"

// For a terminal: the answer first, then tables in aligned columns and bars where they help.
// `coloured`: headings and marks in the terminal's colours.
Str report_as_text(const Report *report, Language language, bool coloured, Arena *arena);

// docs/report-json.md describes it. Both languages are in it.
Str report_as_json(const Report *report, Arena *arena);

// One tidy table (RFC 4180, CR LF): a line for every cell, chart point and piece of provenance.
Str report_as_csv(const Report *report, Language language, Arena *arena);

// One file that needs nothing else: no script, no network, charts as inline SVG.
Str report_as_html(const Report *report, Language language, Arena *arena);

// A workbook: a sheet for each section, and the provenance. False where no temporary file could be
// written.
MUST_USE bool report_as_xlsx(const Report *report, Language language, Arena *arena, Str *workbook,
                             Error *err);

#endif
