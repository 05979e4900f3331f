// A case file under the law of China: it is refused with a reason, or decided and reported. The
// same file gives the same receipt, and what is reported is UTF-8.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compile/compile.h"
#include "decide/situation_json.h"
#include "explain/report.h"
#include "fuzz.h"

// Compiled once, for the whole run.
static const Program *the_law(void)
{
    static Sources sources;
    static Diagnostics diagnostics;
    static Arena *policy;
    static const Program *program;
    if (policy != NULL) return program;
    policy = arena_create();
    diagnostics = diagnostics_start(policy, &sources);
    Error err = {0};
    const CompileOptions options = {.path = "law/china"};
    if (!compile_law(&options, policy, &sources, &diagnostics, &program, &err) || program == NULL) {
        (void)fprintf(stderr, "law/china does not compile: %s\n", err.message);
        exit(1);
    }
    return program;
}

static bool decide_once(FuzzInput *input, const Situation *situation, bool strict, Receipt *receipt)
{
    Decision *decision = NULL;
    Error err = {0};
    if (!decide(situation, &(DecideOptions){.strict = strict}, input->arena, &decision, &err)) {
        if (err.message[0] == '\0') fuzz_violation("not decided, but nothing is said");
        return false;
    }
    const ReportOptions options = {
        .language = strict ? LANGUAGE_EN : LANGUAGE_ZH, .trace = strict, .only = NONE};
    const Str text = report_text(decision, &options);
    const Str json = report_json(decision, &options);
    if (utf8_check(text) != text.size || utf8_check(json) != json.size)
        fuzz_violation("the report is not UTF-8");
    *receipt = receipt_of(decision);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput input;
    if (!fuzz_input_init(&input, data, size, "case.json")) return 0;
    const Program *program = the_law();
    const CaseFileOptions options = {0};
    const Situation *situation =
        situation_from_json(program, &options, &input.diagnostics, input.file, input.arena);
    if ((situation == NULL) != (input.diagnostics.error_count > 0))
        fuzz_violation("refused without a word, or accepted with a complaint");
    Receipt first;
    Receipt second;
    if (situation != NULL && decide_once(&input, situation, false, &first) &&
        decide_once(&input, situation, false, &second) && strcmp(first.text, second.text) != 0)
        fuzz_violation("two receipts for one case");
    if (situation != NULL) (void)decide_once(&input, situation, true, &second);
    fuzz_input_clear(&input);
    return 0;
}
