// init, user, import, export, verify, backup: the books of an office from the command line.

#include <stdio.h>
#include <string.h>

#include "base/os.h"
#include "base/text.h"
#include "serve/actions/office.h"
#include "serve/actions/register.h"
#include "serve/actions/tables_out.h"
#include "tool/books.h"

static int fail(const Error *err)
{
    print_error(err);
    return error_exit_status(err->code);
}

static Str value_of(const CommandLine *line, Option option)
{
    return str_from(line->values[option] != NULL ? line->values[option] : "");
}

static bool wants(const CommandLine *line, size_t at, const char *what)
{
    return line->operands.count > at && strcmp(line->operands.items[at], what) == 0;
}

// --- init ---

int run_init(const CommandLine *line)
{
    Error err = {0};
    Books *books = NULL;
    const bool upgrade = command_line_has(line, OPTION_UPGRADE);
    if (line->operands.count > 0)
        (void)error_set(&err, ERROR_USAGE, "", "doudi init takes options alone: --db FILE");
    else if (open_books(line, upgrade ? BOOKS_UPGRADE : BOOKS_CREATE, &books, &err)) {
        const char *place = line->values[OPTION_DB] != NULL ? line->values[OPTION_DB] : "books.db";
        (void)printf(upgrade ? "%s stands at this program's schema\n"
                             : "%s is made. Keep its key (%s.key) apart and safe: without it no "
                               "identity number in these books can ever be read again.\n",
                     place, place);
        books_close(books);
        return 0;
    }
    return fail(&err);
}

// --- user ---

static bool add_user(const CommandLine *line, Books *books, Error *err)
{
    AppUser actor = {0};
    const NewUser user = {.login = line->operands.count > 1 ? str_from(line->operands.items[1])
                                                            : STR(""),
                          .name = value_of(line, OPTION_NAME),
                          .role = value_of(line, OPTION_ROLE),
                          .area = value_of(line, OPTION_AREA),
                          .from = os_today()};
    int64_t users = 0;
    if (user.login.size == 0 || user.name.size == 0 || user.role.size == 0)
        return error_set(err, ERROR_USAGE, "",
                         "doudi user add LOGIN --name NAME --role ROLE [--area CODE] --as LOGIN");
    if (!store_number(books_store(books), &(SqlQuery){.text = "SELECT COUNT(*) FROM app_user"}, 0,
                      &users, err))
        return false;
    // The first user cannot be added by another.
    if (users > 0 && !find_actor(line, books, &actor, err)) return false;
    return office_add_user(books, &user, actor.id, err);
}

static bool print_grant(void *context, const SqlValue *cells, size_t count, Error *err)
{
    (void)context;
    (void)err;
    for (size_t c = 0; c < count; c++)
        (void)printf("%s" STR_FORMAT, c > 0 ? "  " : "", STR_ARGS(cells[c].text));
    (void)printf("\n");
    return true;
}

static bool list_users(Books *books, Error *err)
{
    return store_each(
        books_store(books),
        &(SqlQuery){
            .text = "SELECT login, name, role, area_path, status FROM app_user JOIN role_grant ON "
                    "role_grant.user_id = app_user.id WHERE valid_to IS NULL ORDER BY login, role"},
        print_grant, NULL, err);
}

int run_user(const CommandLine *line)
{
    Error err = {0};
    Books *books = NULL;
    bool done = (wants(line, 0, "add") && line->operands.count <= 2) ||
                (wants(line, 0, "list") && line->operands.count == 1);
    if (!done)
        (void)error_set(&err, ERROR_USAGE, "", "doudi user add LOGIN ..., or doudi user list");
    const bool adding = done && wants(line, 0, "add");
    done = done && open_books(line, adding ? BOOKS_WRITE : BOOKS_READ, &books, &err) &&
           (adding ? add_user(line, books, &err) : list_users(books, &err));
    books_close(books);
    return done ? 0 : fail(&err);
}

// --- import ---

static bool import_areas(const CommandLine *line, Books *books, int64_t user,
                         Diagnostics *diagnostics, Sources *sources, Error *err)
{
    const NewAreas areas = {.path = line->operands.items[1], .by = user};
    int64_t added = 0;
    if (!office_add_areas(books, &areas, sources, diagnostics, &added, err)) return false;
    if (diagnostics->error_count == 0) (void)printf("%lld areas\n", (long long)added);
    return true;
}

static bool import_persons(const CommandLine *line, Books *books, int64_t user,
                           Diagnostics *diagnostics, Sources *sources, Error *err)
{
    RegisterCounts counts;
    const RegisterRequest request = {.path = line->operands.items[1],
                                     .today = os_today(),
                                     .user = user,
                                     .apply = command_line_has(line, OPTION_APPLY)};
    if (!register_table(books, &request, sources, diagnostics, &counts, err)) return false;
    if (diagnostics->error_count == 0)
        (void)printf("%lld persons in %lld households, %lld with a number%s\n",
                     (long long)counts.persons, (long long)counts.households,
                     (long long)counts.numbers,
                     request.apply ? ""
                                   : ": nothing is wrong, and nothing is written; --apply "
                                     "writes them");
    return true;
}

static bool import(const CommandLine *line, Books *books, int *status, Error *err)
{
    Sources sources = {0};
    Diagnostics diagnostics = diagnostics_start(line->arena, &sources);
    AppUser user = {0};
    int64_t users = 0;
    const bool areas = wants(line, 0, "areas");
    if (!store_number(books_store(books), &(SqlQuery){.text = "SELECT COUNT(*) FROM app_user"}, 0,
                      &users, err))
        return false;
    // Before there are areas there can be no user, so that the first areas are nobody's work.
    if (!(areas && users == 0) && !find_actor(line, books, &user, err)) return false;
    const bool done = areas ? import_areas(line, books, user.id, &diagnostics, &sources, err)
                            : import_persons(line, books, user.id, &diagnostics, &sources, err);
    diagnostics_print(&diagnostics, stderr, ink_for(stderr));
    if (diagnostics.error_count > 0) *status = 1;
    return done;
}

int run_import(const CommandLine *line)
{
    Error err = {0};
    Books *books = NULL;
    int status = 0;
    bool done = line->operands.count == 2 && (wants(line, 0, "areas") || wants(line, 0, "persons"));
    if (!done)
        (void)error_set(&err, ERROR_USAGE, "",
                        "doudi import areas FILE.csv, or doudi import persons FILE.csv [--apply]");
    done =
        done && open_books(line, BOOKS_WRITE, &books, &err) && import(line, books, &status, &err);
    books_close(books);
    return done ? status : fail(&err);
}

// --- export ---

int run_export(const CommandLine *line)
{
    Error err = {0};
    Books *books = NULL;
    AppUser user = {0};
    int64_t rows = 0;
    bool done = line->operands.count == 1;
    if (!done) (void)error_set(&err, ERROR_USAGE, "", "doudi export FOLDER [--db FILE] --as LOGIN");
    done = done && open_books(line, BOOKS_WRITE, &books, &err) &&
           find_actor(line, books, &user, &err) &&
           tables_out(books, line->operands.items[0], user.id, &rows, &err);
    if (done) (void)printf("%lld rows of %zu tables\n", (long long)rows, table_count());
    books_close(books);
    return done ? 0 : fail(&err);
}

// --- verify ---

static bool verify(const CommandLine *line, Books *books, int *status, Error *err)
{
    ChainFault fault;
    int64_t events = 0;
    bool sound = false;
    if (!store_check(books_store(books), &sound, err) ||
        !books_check_chain(books, line->arena, &events, &fault, err))
        return false;
    if (!sound) (void)printf("the database finds its own file damaged\n");
    if (fault.what.size > 0) (void)printf(STR_FORMAT "\n", STR_ARGS(fault.what));
    *status = sound && fault.what.size == 0 ? 0 : 1;
    if (*status == 0)
        (void)printf("%lld events, each follows from the one before; every row is as it was "
                     "written\n",
                     (long long)events);
    return true;
}

int run_verify(const CommandLine *line)
{
    Error err = {0};
    Books *books = NULL;
    int status = 0;
    bool done = line->operands.count == 0;
    if (!done) (void)error_set(&err, ERROR_USAGE, "", "doudi verify [--db FILE] [--key FILE]");
    done = done && open_books(line, BOOKS_READ, &books, &err) && verify(line, books, &status, &err);
    books_close(books);
    return done ? status : fail(&err);
}

// --- backup ---

int run_backup(const CommandLine *line)
{
    Error err = {0};
    Books *books = NULL;
    bool done = line->operands.count == 1;
    if (!done) (void)error_set(&err, ERROR_USAGE, "", "doudi backup FILE [--db FILE]");
    if (done && os_exists(line->operands.items[0]))
        done = error_set(&err, ERROR_CONFLICT, line->operands.items[0],
                         "there is a file here already; a backup never writes over one");
    done = done && open_books(line, BOOKS_READ, &books, &err) &&
           store_backup(books_store(books), line->operands.items[0], &err);
    books_close(books);
    return done ? 0 : fail(&err);
}
