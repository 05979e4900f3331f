// limits.h - every maximum of the program, each with the reason for its value.
//
// Input is measured against these before memory is taken for it. A limit that a person can meet is
// named in the message that refuses the input, and tests/unit meets each one on purpose.
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum {
    // One file of input (a law document, a table, a case). The largest table foreseen, 2,850
    // counties by residence and ten years, is under 3 MiB.
    FILE_SIZE_MAX = 16 * 1024 * 1024,
    // One table of a survey, as a CSV file, or as the text that a binary file is made into. The
    // persons of a national panel, 37,000 with 1,400 columns, are 200 MiB.
    TABLE_FILE_SIZE_MAX = 512 * 1024 * 1024,
    // Cells of it that are kept, 32 bytes each: one in a thousand of a census by fourteen columns.
    TABLE_CELLS_MAX = 20 * 1000 * 1000,
    // Its columns: as many as Stata allows.
    TABLE_COLUMNS_MAX = 120000,
    // Bytes of a cell that is kept. It is a number, a code, a day, an id.
    TABLE_CELL_SIZE_MAX = 4096,
    // Files of one law. A document for each of 2,850 counties, with its tables, and room to double.
    SOURCE_FILES_MAX = 16000,
    // Nesting of brackets in an expression and of values in JSON: far above what a person writes,
    // far below what the C stack bears.
    NESTING_MAX = 64,
    // Operations in a row of one expression, "a + b + ...": what takes several lines has parts that
    // deserve names, and the C stack bears some thousands.
    TERMS_MAX = 200,
    // Rules, parameters and facts that rest on each other, one behind another: ten times what the
    // law
    // of China has, and what the C stack bears.
    THINGS_DEEP_MAX = 250,
    // Bytes of one name. Chinese characters take three.
    NAME_SIZE_MAX = 120,
    // Exceptions and versions of one rule: their ranks are kept as bits of one word.
    ALTERNATIVES_MAX = 64,
    // Values of one choice, kept as bits of one word; see decide/interpret/value.h.
    CHOICE_VALUES_MAX = 64,
    // Members of one household, kept as bits of one word. The largest household of the 2020 census
    // tables is "10 and more".
    MEMBERS_MAX = 60,
    // Rows of one record in one case, over all its owners (bills, offers, vehicles).
    RECORD_ROWS_MAX = 2000,
    // Months of history in one case: fifty years.
    HISTORY_MONTHS_MAX = 600,
    // Points of one curve: a wage from 0 to 20,000 yuan by the yuan.
    CURVE_POINTS_MAX = 20001,
    // Keys of one parameter.
    PARAMETER_KEYS_MAX = 4,
    // Errors printed for one run; the rest are counted. Nobody mends more in one sitting.
    DIAGNOSTICS_SHOWN_MAX = 50,
    // Diagnostics kept to be ordered; of more only the number is known.
    DIAGNOSTICS_KEPT_MAX = 20000,
};

// The largest amount a fact or a parameter may hold, in yuan: a billion. An amount above it in a
// household's file is a slip of the pen, and products of such amounts still fit 128 bits.
#define AMOUNT_YUAN_MAX INT64_C(1000000000)

#endif
