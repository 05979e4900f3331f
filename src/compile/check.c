// What can only be seen when everything is bound: holes, values nobody uses, amounts in fractions.

#include "base/text.h"
#include "compile/compiler.h"

// --- whole amounts ---

enum { WHOLE_UNKNOWN, WHOLE_YES, WHOLE_NO };

typedef struct Wholeness {
    const Program *program;
    unsigned char *rules; // WHOLE_… of each rule
} Wholeness;

static bool node_is_whole(Wholeness *w, NodeId id);

static bool rule_is_whole(Wholeness *w, uint32_t index)
{
    if (w->rules[index] != WHOLE_UNKNOWN) return w->rules[index] == WHOLE_YES;
    const Rule *rule = &w->program->rules.items[index];
    bool whole = true;
    for (size_t i = 0; i < rule->alternative_count && whole; i++)
        whole = node_is_whole(w, rule->alternatives[i].body);
    if (rule->rounded) whole = rule->rounding_unit.den == 1;
    w->rules[index] = whole ? WHOLE_YES : WHOLE_NO;
    return whole;
}

static bool parameter_is_whole(const Parameter *parameter)
{
    if (parameter->reform_count > 0) return false;
    for (size_t i = 0; i < parameter->key_count; i++) {
        if (parameter->keys[i].mode == KEY_SLICES) return false;
    }
    for (size_t i = 0; i < parameter->row_count; i++) {
        if (parameter->rows[i].value.den != 1) return false;
    }
    return type_is_whole(parameter->type);
}

// Whether a value is whole in its smallest unit whatever the facts are.
static bool node_is_whole(Wholeness *w, NodeId id)
{
    if (id == NONE) return true;
    const Program *program = w->program;
    const Node *node = program_node(program, id);
    switch ((int)node->op) {
    case OP_CONSTANT: return program->constants.items[node->target].den == 1;
    case OP_FACT:
    case OP_PAST: return type_is_whole(node->type);
    case OP_RULE: return rule_is_whole(w, node->target);
    case OP_PARAMETER: return parameter_is_whole(&program->parameters.items[node->target]);
    case OP_DIVIDE:
    case OP_BASE: return false;
    case OP_CONVERT:
        return program->constants.items[node->target].den == 1 &&
               node_is_whole(w, program_child(program, node, 0));
    default: break;
    }
    if (node->type.kind != TYPE_NUMBER) return true;
    for (uint32_t i = 0; i < node->child_count; i++) {
        const NodeId child = program_child(program, node, i);
        if (child != NONE && program_node(program, child)->type.kind == TYPE_NUMBER &&
            !node_is_whole(w, child))
            return false;
    }
    return true;
}

static void check_amounts(Compiler *compiler)
{
    const Program *program = compiler->program;
    Wholeness w = {program, ARENA_ARRAY(compiler->policy, unsigned char, program->rules.count)};
    for (size_t i = 0; i < program->programmes.count; i++) {
        const uint32_t amount = program->programmes.items[i].amount;
        if (amount == NONE || rule_is_whole(&w, amount)) continue;
        const Rule *rule = &program->rules.items[amount];
        const bool money = rule->type.dimensions[DIMENSION_MONEY] == 1;
        if (rule->rounded || !money) continue;
        Diagnostic *fault =
            diagnose(compiler->diagnostics, "fraction", rule->span,
                     "the amount of " STR_FORMAT " may have a fraction of the smallest coin",
                     STR_ARGS(program->programmes.items[i].name));
        diagnostic_hint(compiler->diagnostics, fault,
                        "say how it is rounded, for example: rounded up to 1 " STR_FORMAT,
                        STR_ARGS(program->currency.name));
    }
}

// --- holes ---

// Whether a parameter has a value at `place` that goes on without end, for some keys. (That one
// ends before the next begins is told when the rows are read.)
static bool has_value(const Program *program, const Parameter *parameter, uint32_t place)
{
    for (size_t i = 0; i < parameter->row_count; i++) {
        const ParameterRow *row = &parameter->rows[i];
        if (row->until.day == DATE_LAST.day && program_lies_within(program, place, row->place))
            return true;
    }
    return false;
}

static bool rule_has_value(const Program *program, const Rule *rule, uint32_t place)
{
    for (size_t i = 0; i < rule->alternative_count; i++) {
        const Alternative *one = &rule->alternatives[i];
        if (one->kind == ALTERNATIVE_BASE && program_lies_within(program, place, one->place))
            return true;
    }
    return false;
}

// What a place's own document declares concerns that place alone.
static bool concerns(const Program *program, uint32_t declared_in, uint32_t place)
{
    return program_lies_within(program, place, program->documents.items[declared_in].place);
}

// A document that speaks for its place in full must leave nothing open that is left to it.
static void check_complete(Compiler *compiler, const LawDocument *document)
{
    const Program *program = compiler->program;
    const uint32_t level = program->regions.items[document->place].level;
    Text open = text_start(compiler->policy);
    size_t count = 0;
    for (size_t i = 0; i < program->parameters.count; i++) {
        const Parameter *parameter = &program->parameters.items[i];
        if (parameter->delegated == NONE || parameter->delegated > level ||
            !concerns(program, parameter->document, document->place) ||
            has_value(program, parameter, document->place))
            continue;
        text_print(&open, "%s" STR_FORMAT, count++ > 0 ? ", " : "", STR_ARGS(parameter->name));
    }
    for (size_t i = 0; i < program->rules.count; i++) {
        const Rule *rule = &program->rules.items[i];
        if (rule->delegated == NONE || rule->delegated > level ||
            !concerns(program, rule->document, document->place) ||
            rule_has_value(program, rule, document->place))
            continue;
        text_print(&open, "%s" STR_FORMAT, count++ > 0 ? ", " : "", STR_ARGS(rule->name));
    }
    if (count == 0) return;
    Diagnostic *fault = diagnose(compiler->diagnostics, "hole", document->span,
                                 "%zu values that are left to this place are not set: " STR_FORMAT,
                                 count, STR_ARGS(text_str(&open)));
    diagnostic_hint(compiler->diagnostics, fault,
                    "set them, or say \"in part\" if they are not known here");
}

// --- programmes and parameters ---

static void check_programmes(Compiler *compiler)
{
    Program *program = compiler->program;
    program->first_day = program->programmes.count > 0 ? DATE_LAST : DATE_FIRST;
    for (size_t i = 0; i < program->programmes.count; i++) {
        const Programme *programme = &program->programmes.items[i];
        if (programme->from.day < program->first_day.day) program->first_day = programme->from;
        if (programme->qualifies == NONE) {
            Diagnostic *fault =
                diagnose(compiler->diagnostics, "no-value", programme->span,
                         "it is not said who qualifies for " STR_FORMAT, STR_ARGS(programme->name));
            diagnostic_hint(compiler->diagnostics, fault,
                            "add: rule " STR_FORMAT " qualifies when …", STR_ARGS(programme->name));
        }
        if (programme->mode.size > 0 && programme->amount == NONE &&
            str_equals(programme->mode, "cash")) {
            Diagnostic *fault =
                diagnose(compiler->diagnostics, "no-value", programme->span,
                         "it is not said how much " STR_FORMAT " pays", STR_ARGS(programme->name));
            diagnostic_hint(compiler->diagnostics, fault, "add: rule " STR_FORMAT " amount = …",
                            STR_ARGS(programme->name));
        }
    }
}

static void check_parameters(Compiler *compiler)
{
    const Program *program = compiler->program;
    // What refused rules use is not known.
    const bool sound = compiler->diagnostics->error_count == 0;
    for (size_t i = 0; i < program->parameters.count; i++) {
        const Parameter *parameter = &program->parameters.items[i];
        const ParameterBuild *build = &compiler->parameters.items[i];
        if (sound && !build->used) {
            diagnose_warning(compiler->diagnostics, "unused", parameter->span,
                             "no rule uses the parameter \"" STR_FORMAT "\"",
                             STR_ARGS(parameter->name));
        }
        if (parameter->row_count == 0 && !build->refused &&
            decl_clause(build->decl, CLAUSE_DELEGATED) == NULL && parameter->reform_count == 0) {
            Diagnostic *fault = diagnose(compiler->diagnostics, "no-value", parameter->span,
                                         "the parameter \"" STR_FORMAT "\" has no value",
                                         STR_ARGS(parameter->name));
            diagnostic_hint(compiler->diagnostics, fault,
                            "write \"= …\", a table, or \"delegated to LEVEL\"");
        }
    }
}

// A citation of an instrument that is no longer, or not yet, in force when the rule is.
static void check_citation(Compiler *compiler, const Citation *citation, Date from)
{
    for (size_t i = 0; i < citation->part_count && from.day != DATE_FIRST.day; i++) {
        const Instrument *instrument =
            &compiler->program->instruments.items[citation->parts[i].instrument];
        if (from.day < instrument->until.day) continue;
        Diagnostic *fault = diagnose_warning(compiler->diagnostics, "citation", citation->span,
                                             STR_FORMAT " was no longer in force on " STR_FORMAT,
                                             STR_ARGS(instrument->name),
                                             STR_ARGS(date_print(compiler->policy, from)));
        diagnostic_other(compiler->diagnostics, fault, instrument->span, "it is declared here");
    }
}

void check_law(Compiler *compiler)
{
    const Program *program = compiler->program;
    check_programmes(compiler);
    check_parameters(compiler);
    if (compiler->diagnostics->error_count > 0) return;
    check_amounts(compiler);
    for (size_t i = 0; i < program->documents.count; i++) {
        const LawDocument *document = &program->documents.items[i];
        if (document->place != NONE && !document->in_part) check_complete(compiler, document);
    }
    for (size_t i = 0; i < program->programmes.count; i++)
        check_citation(compiler, &program->programmes.items[i].citation,
                       program->programmes.items[i].from);
    for (size_t i = 0; i < program->rules.count; i++) {
        const Rule *rule = &program->rules.items[i];
        for (size_t a = 0; a < rule->alternative_count; a++)
            check_citation(compiler, &rule->alternatives[a].citation, rule->alternatives[a].from);
    }
}
