// office.h - making the books of an office, and who works with them.
#ifndef SERVE_ACTIONS_OFFICE_H
#define SERVE_ACTIONS_OFFICE_H

#include "base/diagnostics.h"
#include "keep/store/books.h"

// Takes a table of areas: columns code, parent, name; parents before their children, or there
// already. The first without a parent gives the books their county.
typedef struct NewAreas {
    const char *path;
    int64_t by; // user; 0: nobody yet
} NewAreas;
MUST_USE bool office_add_areas(Books *books, const NewAreas *areas, Sources *sources,
                               Diagnostics *diagnostics, int64_t *added, Error *err);

typedef struct NewUser {
    Str login, name, role;
    Str area; // code; empty: the top
    Date from;
} NewUser;

// A user with one role. `by`: who adds; 0 for the first, whom nobody can.
MUST_USE bool office_add_user(Books *books, const NewUser *user, int64_t by, Error *err);

// The active user of this login.
MUST_USE bool office_find_user(Books *books, Str login, Arena *arena, AppUser *user, Error *err);

// The books' county: of the area at the top.
MUST_USE bool office_county(Books *books, Arena *arena, Str *county, Error *err);

#endif
