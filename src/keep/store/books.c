#include "keep/store/books.h"

#include <string.h>

#include "base/os.h"
#include "base/panic.h"
#include "base/text.h"
#include "keep/store/migrate.h"

enum { IDS_AT_A_TIME = 1000, KEY_FILE_MAX = 4096 };

struct Books {
    Arena *arena;   // for as long as they are open
    Arena *passing; // of one write
    Store *store;
    CipherKey key;
    BooksClock *clock;
    void *clock_context;
    const Act *act;
    int64_t next_id, ids_until; // ids taken from the counter and not given yet
    int64_t seq;                // of the last event, in the transaction at hand
    Digest head;
};

static int64_t system_clock(void *context)
{
    (void)context;
    return os_time_ms();
}

Store *books_store(Books *books)
{
    return books->store;
}

const CipherKey *books_key(const Books *books)
{
    return &books->key;
}

int64_t books_now(const Books *books)
{
    return books->clock(books->clock_context);
}

// --- opening ---

static const char *key_path(const BooksOptions *options, Arena *arena)
{
    if (options->key_file != NULL) return options->key_file;
    return str_terminated(arena, str_print(arena, "%s.key", options->place));
}

static bool make_key(Books *books, const char *path, Error *err)
{
    if (os_exists(path))
        return error_set(err, ERROR_CONFLICT, path,
                         "there is a key already; books that were sealed with it could never be "
                         "read again without it, so it is left alone");
    if (!cipher_key_create(&books->key, err)) return false;
    const Digest digits = cipher_key_print(&books->key);
    return os_write_file(path, str_print(books->arena, "doudi-key 1\n%s\n", digits.text),
                         books->arena, err);
}

static bool read_key(Books *books, const char *path, Error *err)
{
    Str text = {0};
    if (!os_read_file(path, KEY_FILE_MAX, books->arena, &text, err)) return false;
    const Str first = STR("doudi-key 1\n");
    const Str digits =
        str_starts(text, first) ? str_trim(str_slice(text, first.size, text.size)) : STR("");
    if (cipher_key_parse(digits, &books->key)) return true;
    return error_set(err, ERROR_INVALID, path, "this is no key of books");
}

static bool make_new(const BooksOptions *options, Books *books, Error *err)
{
    if (os_exists(options->place))
        return error_set(err, ERROR_CONFLICT, options->place, "there are books here already");
    const char *key = key_path(options, books->arena);
    if (!make_key(books, key, err)) return false;
    if (os_write_file(options->place, STR(""), books->arena, err)) return true; // its owner's alone
    os_remove_file(key);
    return false;
}

// Books that were not finished, and their key: what is left of them would stand in the way.
static void unmake(const BooksOptions *options)
{
    static const char *const files[] = {"", "-wal", "-shm"};
    Arena *arena = arena_create();
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        os_remove_file(str_terminated(arena, str_print(arena, "%s%s", options->place, files[i])));
    os_remove_file(key_path(options, arena));
    arena_destroy(arena);
}

// That these books were sealed with this key.
static bool check_key(const BooksOptions *options, Books *books, Error *err)
{
    const Digest own = cipher_hash(&books->key, STR("books"), STR("doudi"));
    const SqlValue value = sql_text(str_from(own.text));
    int64_t known = 0;
    if (options->create)
        return store_run(
            books->store,
            &(SqlQuery){.text = "INSERT INTO setting (name, content) VALUES ('key', $1)",
                        .values = &value,
                        .count = 1},
            NULL, err);
    if (!store_number(
            books->store,
            &(SqlQuery){.text = "SELECT COUNT(*) FROM setting WHERE name = 'key' AND content = $1",
                        .values = &value,
                        .count = 1},
            0, &known, err))
        return false;
    return known == 1 || error_set(err, ERROR_INVALID, key_path(options, books->arena),
                                   "this is the key of other books");
}

static bool bring_up(const BooksOptions *options, Books *books, Error *err)
{
    int64_t done = 0;
    const Schema schema = {.folder = options->schema, .now = books_now(books)};
    // What is not these books is not brought to their schema.
    if (options->upgrade && !check_key(options, books, err)) return false;
    if (options->create || options->upgrade)
        return schema_migrate(books->store, &schema, &done, err);
    return schema_check(books->store, &schema, err);
}

bool books_open(const BooksOptions *options, Books **made, Error *err)
{
    Arena *arena = arena_create();
    Books *books = ARENA_ONE(arena, Books);
    *books = (Books){.arena = arena,
                     .passing = arena_create(),
                     .clock = options->clock != NULL ? options->clock : system_clock,
                     .clock_context = options->clock_context};
    const StoreOptions store = {
        .place = options->place, .create = options->create, .reading = options->reading};
    const bool started = options->create ? make_new(options, books, err)
                                         : read_key(books, key_path(options, arena), err);
    const bool done = started && store_open(&store, &books->store, err) &&
                      bring_up(options, books, err) && check_key(options, books, err);
    if (done) *made = books;
    else books_close(books);
    if (!done && started && options->create) unmake(options);
    return done;
}

void books_close(Books *books)
{
    if (books == NULL) return;
    store_close(books->store);
    memset(&books->key, 0, sizeof books->key);
    arena_destroy(books->passing);
    arena_destroy(books->arena);
}

// --- transactions ---

static bool take_head(void *context, const SqlValue *cells, size_t count, Error *err)
{
    Books *books = context;
    invariant(count == 2);
    if (cells[1].text.size >= sizeof books->head.text)
        return error_set(err, ERROR_INVALID, "",
                         "the last event of the audit was changed; doudi verify tells more");
    books->seq = cells[0].integer;
    memcpy(books->head.text, cells[1].text.data, cells[1].text.size);
    books->head.text[cells[1].text.size] = '\0';
    return true;
}

bool books_begin(Books *books, const Act *act, Error *err)
{
    books->act = act;
    books->seq = 0;
    books->head = (Digest){0};
    if (!store_begin(books->store, err)) return false;
    if (store_each(
            books->store,
            &(SqlQuery){.text = "SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1"},
            take_head, books, err))
        return true;
    store_rollback(books->store);
    return false;
}

bool books_commit(Books *books, Error *err)
{
    return store_commit(books->store, err);
}

void books_rollback(Books *books)
{
    store_rollback(books->store);
    books->ids_until = books->next_id; // the counter was rolled back too
}

static bool new_id(Books *books, int64_t *id, Error *err)
{
    if (books->next_id == books->ids_until) {
        const SqlValue some = sql_integer(IDS_AT_A_TIME);
        if (!store_number(
                books->store,
                &(SqlQuery){
                    .text = "UPDATE counter SET next = next + $1 WHERE name = 'id' RETURNING next",
                    .values = &some,
                    .count = 1},
                0, &books->ids_until, err))
            return false;
        books->next_id = books->ids_until - IDS_AT_A_TIME;
    }
    *id = books->next_id++;
    return true;
}

// --- the audit ---

static Digest hash_of(const AuditEvent *event, Arena *arena)
{
    const Str texts[] = {
        event->previous,
        str_print(arena, "%lld %lld %lld", (long long)event->seq, (long long)event->made_at,
                  (long long)event->made_by),
        event->county,
        event->action,
        event->object,
        str_print(arena, "%lld", (long long)event->object_id),
        event->content,
        event->reason,
    };
    return digest_of(texts, sizeof texts / sizeof texts[0]);
}

static bool add_event(Books *books, AuditEvent *event, Error *err)
{
    if (!new_id(books, &event->id, err)) return false;
    event->county = books->act->county;
    event->version = 1;
    event->made_at = books_now(books);
    event->made_by = books->act->user;
    event->reason = books->act->reason;
    event->seq = books->seq + 1;
    event->previous = str_from(books->head.text);
    const Digest hash = hash_of(event, books->passing);
    event->hash = str_from(hash.text);
    if (!row_insert(books->store, TABLE_audit_event, event, err)) return false;
    books->seq = event->seq;
    books->head = hash;
    return true;
}

// `row` as it stands in the books now.
static bool add_write(Books *books, Str action, TableId table, const void *row, Error *err)
{
    const Digest content = digest_plain(row_text(table, row, books->passing));
    AuditEvent event = {.action = action,
                        .object = str_from(table_at(table)->name),
                        .object_id = ((const Row *)row)->id,
                        .content = str_from(content.text)};
    return add_event(books, &event, err);
}

bool books_add(Books *books, TableId table, void *row, Error *err)
{
    Row *common = row;
    invariant(store_is_writing(books->store) && table != TABLE_audit_event);
    arena_reset(books->passing);
    if (!new_id(books, &common->id, err)) return false;
    if (common->county.size == 0) common->county = books->act->county;
    common->version = 1;
    common->made_at = books_now(books);
    common->made_by = books->act->user;
    return row_insert(books->store, table, row, err) &&
           add_write(books, STR("insert"), table, row, err);
}

bool books_change(Books *books, TableId table, void *row, Error *err)
{
    invariant(store_is_writing(books->store) && table != TABLE_audit_event);
    arena_reset(books->passing);
    return row_update(books->store, table, row, err) &&
           add_write(books, STR("update"), table, row, err);
}

bool books_note(Books *books, Str action, Str object, int64_t object_id, Error *err)
{
    AuditEvent event = {.action = action, .object = object, .object_id = object_id};
    arena_reset(books->passing);
    return add_event(books, &event, err);
}

// --- checking the audit ---

typedef struct Walk {
    Books *books;
    Arena *arena; // of the fault
    TableId table;
    Digest hash; // of the event before
    int64_t events, rows;
    ChainFault *fault;
} Walk;

static void find_fault(Walk *walk, int64_t seq, Str what)
{
    if (walk->fault->what.size == 0) *walk->fault = (ChainFault){.seq = seq, .what = what};
}

static bool check_event(void *context, const void *row, Error *err)
{
    Walk *walk = context;
    const AuditEvent *event = row;
    (void)err;
    walk->events++;
    arena_reset(walk->books->passing);
    const Digest hash = hash_of(event, walk->books->passing);
    if (event->seq != walk->events)
        find_fault(walk, walk->events,
                   str_print(walk->arena, "event %lld is missing", (long long)walk->events));
    else if (!str_equals(event->previous, walk->hash.text))
        find_fault(walk, event->seq,
                   str_print(walk->arena, "event %lld does not follow from the one before it",
                             (long long)event->seq));
    else if (!str_equals(event->hash, hash.text))
        find_fault(walk, event->seq,
                   str_print(walk->arena, "event %lld was changed", (long long)event->seq));
    walk->hash = hash;
    return true;
}

// What the last write of an object left, as its event has it.
typedef struct LastWrite {
    int64_t seq;
    char content[sizeof(Digest)];
} LastWrite;

static bool take_last(void *context, const SqlValue *cells, size_t count, Error *err)
{
    LastWrite *last = context;
    (void)err;
    invariant(count == 2);
    last->seq = cells[0].integer;
    const size_t size =
        cells[1].text.size < sizeof last->content ? cells[1].text.size : sizeof last->content - 1;
    memcpy(last->content, cells[1].text.data, size);
    last->content[size] = '\0';
    return true;
}

static bool check_row(void *context, const void *row, Error *err)
{
    Walk *walk = context;
    const Str table = str_from(table_at(walk->table)->name);
    const int64_t id = ((const Row *)row)->id;
    const SqlValue values[] = {sql_text(table), sql_integer(id)};
    LastWrite last = {0};
    walk->rows++;
    if (!store_each(
            walk->books->store,
            &(SqlQuery){
                .text =
                    "SELECT seq, content FROM audit_event WHERE object = $1 AND object_id = $2 AND "
                    "content <> '' ORDER BY seq DESC LIMIT 1",
                .values = values,
                .count = 2},
            take_last, &last, err))
        return false;
    arena_reset(walk->books->passing);
    const Digest content = digest_plain(row_text(walk->table, row, walk->books->passing));
    if (strcmp(content.text, last.content) != 0)
        find_fault(walk, last.seq,
                   str_print(walk->arena, STR_FORMAT " %lld is not what event %lld wrote",
                             STR_ARGS(table), (long long)id, (long long)last.seq));
    return true;
}

// All rows of a table, and that none of those that were inserted is gone.
static bool check_table(Walk *walk, TableId table, Error *err)
{
    const Str name = str_from(table_at(table)->name);
    const SqlValue value = sql_text(name);
    const RowQuery all = {.table = table, .where = ""};
    int64_t inserted = 0;
    walk->table = table;
    walk->rows = 0;
    if (!row_each(walk->books->store, &all, check_row, walk, err) ||
        !store_number(
            walk->books->store,
            &(SqlQuery){
                .text = "SELECT COUNT(*) FROM audit_event WHERE object = $1 AND action = 'insert'",
                .values = &value,
                .count = 1},
            0, &inserted, err))
        return false;
    if (inserted != walk->rows)
        find_fault(walk, walk->events,
                   str_print(walk->arena, STR_FORMAT ": %lld rows were written, %lld are there",
                             STR_ARGS(name), (long long)inserted, (long long)walk->rows));
    return true;
}

bool books_check_chain(Books *books, Arena *arena, int64_t *events, ChainFault *fault, Error *err)
{
    Walk walk = {.books = books, .arena = arena, .fault = fault};
    const RowQuery chain = {.table = TABLE_audit_event, .where = "ORDER BY seq"};
    *fault = (ChainFault){0};
    *events = 0;
    // What others write meanwhile is not seen, or rows would be counted that no event was read of.
    if (!store_begin_reading(books->store, err)) return false;
    bool done = row_each(books->store, &chain, check_event, &walk, err);
    for (TableId table = 0; done && table < table_count(); table++) {
        if (table != TABLE_audit_event) done = check_table(&walk, table, err);
    }
    store_end_reading(books->store);
    *events = walk.events;
    return done;
}
