// curve_words.h - what the text and the picture of a curve say alike. For curve_text.c,
// curve_svg.c.
#ifndef EXPLAIN_CURVE_WORDS_H
#define EXPLAIN_CURVE_WORDS_H

#include "explain/curve.h"

Speaker curve_speaker(const Curve *curve, Language language, Arena *arena);
Type curve_type(const Curve *curve);

// "工资 of 母亲": what varies.
Str curve_fact_name(const Curve *curve, const Speaker *speaker);
Str curve_title(const Curve *curve, const Speaker *speaker);
Str curve_place(const Curve *curve, const Speaker *speaker);

// "from 1,401.00 yuan a month: dibao ends; 540.00 yuan less".
Str curve_turn_text(const Curve *curve, const Speaker *speaker, const CurveTurn *turn);

// Which programmes could not be decided; empty if all could.
Str curve_left_out(const Curve *curve, const Speaker *speaker);

#endif
