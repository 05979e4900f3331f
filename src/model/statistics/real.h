// real.h - logarithms, roots, normal and t quantiles, and sums of doubles that lose nothing.
//
// The one place that includes <math.h>. Its functions may differ in the last bit from one C library
// to the next, so nothing that decides, counts or sums money comes here; only the last step of an
// indicator that has a logarithm or a root in it does.
#ifndef MODEL_STATISTICS_REAL_H
#define MODEL_STATISTICS_REAL_H

double real_log(double x);
double real_exp(double x);
double real_power(double base, double exponent);
double real_root(double x);
double real_absolute(double x);

// P(Z <= x) and its inverse; 0 < share < 1.
double real_normal_share(double x);
double real_normal_quantile(double share);

// I_x(a, b), the regularised incomplete beta function (continued fraction); 0 <= x <= 1.
double real_beta_share(double x, double a, double b);

// Quantile of Student's t with `freedom` > 0 degrees of freedom, not necessarily whole.
double real_student_quantile(double share, double freedom);

// A compensated sum (Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher
// Summen", 1974): the error does not grow with the number of terms. Start with {0}.
typedef struct Sum {
    double sum, rest;
} Sum;

void sum_add(Sum *sum, double term);
double sum_value(const Sum *sum);

#endif
