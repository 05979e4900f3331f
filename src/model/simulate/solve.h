// solve.h - the value of a parameter at which a reform meets a target.
//
// The parameter is moved between two bounds, and the reform simulated at each step beside the law
// as it is, on the same people: who the office knows is settled by the law as it is, once. The
// target must rise, or fall, with the parameter all the way; a curve of equal steps is drawn first,
// and a target outside it is said to be out of reach.
#ifndef MODEL_SIMULATE_SOLVE_H
#define MODEL_SIMULATE_SOLVE_H

#include "model/simulate/findings.h"

// What is aimed at, and the headline figure that it is.
//
// TARGET(id, name, headline)
#define TARGETS                          \
    TARGET(COVERAGE, coverage, REACHED)  \
    TARGET(ENTITLED, entitled, ENTITLED) \
    TARGET(CASH, cash, CASH)             \
    TARGET(POOR, poor, POOR)             \
    TARGET(BUDGET, budget, COST)         \
    TARGET(SPENDING, spending, SPENDING)

typedef enum TargetKind {
#define TARGET(id, name, headline) TARGET_##id,
    TARGETS
#undef TARGET
} TargetKind;

typedef struct SolveOptions {
    SimulateOptions simulate; // two laws: as it is, and the reform
    TargetKind target;
    Number wanted;
    uint32_t parameter; // of the reform's program
    Number low, high;   // its bounds, whole multiples of 1/1000; of counts, whole
} SolveOptions;

typedef struct SolvePoint {
    Number value;
    double figures[HEADLINES]; // of the reform
} SolvePoint;

enum { SOLVE_STEPS = 8, SOLVE_ROUNDS = 30, SOLVE_POINTS_MAX = SOLVE_STEPS + SOLVE_ROUNDS + 3 };

typedef struct Solution {
    bool found;
    SolvePoint at;                       // nearest to the target
    SolvePoint points[SOLVE_POINTS_MAX]; // all that were simulated, by value
    size_t count;
    SimulateOptions options; // of the simulation at that value, for those who look closer
    SimulateResult result;
} Solution;

// The result lives in the arena and refers to *solution, which must stay where it is.
MUST_USE bool solve(const SolveOptions *options, Arena *arena, Solution *solution, Error *err);

// `found`: what is known of the reform at the value, its sample and bands among it.
Report *solve_report(const SolveOptions *options, const Solution *solution, const Findings *found,
                     Arena *arena);

#endif
