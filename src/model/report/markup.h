// markup.h - text into HTML and SVG, with every character that means something there escaped.
#ifndef MODEL_REPORT_MARKUP_H
#define MODEL_REPORT_MARKUP_H

#include "base/text.h"
#include "model/report/report.h"

// For content and for attributes in double quotes. Control characters become U+FFFD.
void put_escaped(Text *out, Str text);

// The report's style sheet.
void put_style(Text *out);

enum { CHART_WIDE = 680, CHART_NARROW = 340 }; // in pixels, the narrow one for a telephone

// One chart as inline SVG of this width, for the classes of the style sheet.
void put_chart_svg(Text *out, const ReportChart *chart, double width, Language language);

#endif
