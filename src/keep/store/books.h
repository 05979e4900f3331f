// books.h - the books of an office: rows that are written by somebody, for a reason, and audited.
//
// Nothing is written but through here, so that every row has an id, a maker and a time, and every
// write an event in the audit: numbered without a gap, each with the hash of the one before it
// (invariant I13). Row and event are one transaction.
//
//     const Act act = {.user = user.id, .county = STR("510107"), .reason = STR("import of ...")};
//     done = books_begin(books, &act, err) && books_add(books, TABLE_person, &person, err) &&
//            books_commit(books, err);
//     if (!done) books_rollback(books);
#ifndef KEEP_STORE_BOOKS_H
#define KEEP_STORE_BOOKS_H

#include "base/cipher.h"
#include "keep/store/rows.h"

typedef struct Books Books;

// Milliseconds since 1970; tests have a clock of their own.
typedef int64_t BooksClock(void *context);

typedef struct BooksOptions {
    const char *place;    // as StoreOptions
    const char *key_file; // NULL: place and ".key"
    const char *schema;   // folder of the migrations
    bool create;          // new books and a new key; neither may be there
    bool upgrade;         // run migrations that are still to be done
    bool reading;
    BooksClock *clock; // NULL: the system's
    void *clock_context;
} BooksOptions;

MUST_USE bool books_open(const BooksOptions *options, Books **books, Error *err);
void books_close(Books *books); // accepts NULL

Store *books_store(Books *books);
const CipherKey *books_key(const Books *books);
int64_t books_now(const Books *books);

// Who acts, where, and why. Borrowed until the commit.
typedef struct Act {
    int64_t user; // 0: the program itself, while books are made
    Str county;
    Str reason;
} Act;

MUST_USE bool books_begin(Books *books, const Act *act, Error *err);
MUST_USE bool books_commit(Books *books, Error *err);
void books_rollback(Books *books);

// Writes a new row of the table: gives it id, version 1, maker and time, and the act's county where
// it has none. `row` is the table's struct.
MUST_USE bool books_add(Books *books, TableId table, void *row, Error *err);

// Writes a changed row: see row_update.
MUST_USE bool books_change(Books *books, TableId table, void *row, Error *err);

// An event without a write: what was read of whom, who signed in.
MUST_USE bool books_note(Books *books, Str action, Str object, int64_t object_id, Error *err);

// --- checking the audit ---

// The first thing that is wrong with the chain: seq of the event, 0 where all is sound.
typedef struct ChainFault {
    int64_t seq;
    Str what; // in the arena
} ChainFault;

// Every event is there, none was changed, and the last row of each object is as its last event
// says.
MUST_USE bool books_check_chain(Books *books, Arena *arena, int64_t *events, ChainFault *fault,
                                Error *err);

#endif
