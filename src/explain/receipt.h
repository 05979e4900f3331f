// receipt.h - the hash that lets anyone repeat a decision and get the same.
//
// It covers the version of the program, every text of the law, the day, place and facts, and each
// programme's outcome, amount and members: not the language or the wording. The same case under the
// same law gives the same receipt on any machine.
#ifndef EXPLAIN_RECEIPT_H
#define EXPLAIN_RECEIPT_H

#include "base/digest.h"
#include "decide/decision.h"

#define DOUDI_VERSION "0.1.0"

typedef struct Receipt {
    char text[4 + 65]; // "sm3:" and 64 hexadecimal digits, terminated
} Receipt;

Receipt receipt_of(const Decision *decision);

#endif
