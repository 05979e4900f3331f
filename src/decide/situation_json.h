// situation_json.h - a case file: one household's facts as JSON.
//
//     { "region": "999999", "date": "2024-03-15", "residence": "urban",
//       "facts": { "deposits": 5000, "vehicles": [ { "vehicle_value": 30000 } ] },
//       "members": [ { "id": "a", "relation": "self", "born": "1985-06-01", "wage": "1200.00",
//                      "bills": [ { "billed": "2024-01-10", "net_cost": "800.00" } ] } ],
//       "history": [ { "month": "2024-02", "facts": { "dibao paid": "540.00" },
//                      "members": { "a": { "new_job": false } } } ] }
//
// Facts are named as the law names them; what is absent is unknown, or what the law presumes; null
// is not applicable; "unknown": ["in_prison"] names facts of which nothing is to be presumed. Facts
// of the household may stand in "facts" or beside it. Amounts are numbers or decimal strings in
// whole coins. A discretion is its value, or an object with "value" and what the law says its use
// needs. Unknown keys, impossible dates, wrong check digits and values out of range are all
// reported, each with its place in the file.
#ifndef DECIDE_SITUATION_JSON_H
#define DECIDE_SITUATION_JSON_H

#include "base/json.h"
#include "decide/situation.h"

typedef struct CaseFileOptions {
    bool dated; // .date takes the place of the file's
    Date date;
} CaseFileOptions;

// Reads a source file. NULL if anything is wrong with it: the faults are in `diagnostics`.
Situation *situation_from_json(const Program *program, const CaseFileOptions *options,
                               Diagnostics *diagnostics, uint32_t file, Arena *request);

#endif
