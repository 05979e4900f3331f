#include "survey_facts.h"

static const Str sexes[] = {{"male", 4}, {"female", 6}};
#define NAMED(text)            \
    {                          \
        text, sizeof(text) - 1 \
    }
static const ImportFact fact_rows[] = {
    {.name = NAMED("urban"), .kind = IMPORT_YESNO},
    {.name = NAMED("area"), .kind = IMPORT_NUMBER},
    {.name = NAMED("sex"),
     .of_person = true,
     .kind = IMPORT_CHOICE,
     .values = sexes,
     .value_count = 2},
    {.name = NAMED("born"), .of_person = true, .kind = IMPORT_DATE, .past = true},
    {.name = NAMED("wage"), .of_person = true, .kind = IMPORT_MONEY, .unit = NAMED("month")},
    {.name = NAMED("idle"), .of_person = true, .kind = IMPORT_DURATION, .unit = NAMED("months")},
};

ImportFacts fuzz_survey_facts(void)
{
    return (ImportFacts){fact_rows, sizeof fact_rows / sizeof fact_rows[0]};
}
