// survey_facts.h - what a made-up law asks of a survey, for the targets that read one.
#ifndef TESTS_FUZZ_SURVEY_FACTS_H
#define TESTS_FUZZ_SURVEY_FACTS_H

#include "model/people/import.h"

ImportFacts fuzz_survey_facts(void);

#endif
