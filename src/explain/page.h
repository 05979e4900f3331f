// page.h - a text set on A4 pages, as PDF: what a family takes home and an officer files.
//
// The text is a report as a terminal shows it (report.h with INK_TERMINAL): indentation is kept,
// long lines wrap below their own beginning, and the few colours of the terminal become weights and
// inks of print. This is the only file that knows Pango and Cairo.
#ifndef EXPLAIN_PAGE_H
#define EXPLAIN_PAGE_H

#include "base/date.h"
#include "explain/speech.h"

typedef struct PageOptions {
    Language language;
    Date date; // written into the file as its day, so that the same report is the same file
    Str title; // of the file
    Str foot;  // at the bottom of every page, with the page's number
} PageOptions;

// Sets `text`; *pdf holds the whole file and lives as long as the arena. False where the fonts of
// this machine lack a character of the text, or the page could not be made.
MUST_USE bool page_pdf(Str text, const PageOptions *options, Arena *arena, Str *pdf, Error *err);

#endif
