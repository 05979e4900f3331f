#include "tool/books.h"

#include "base/os.h"
#include "base/text.h"
#include "serve/actions/office.h"

// The schema stands in schema/ here, or beside the program.
static const char *schema_folder(Arena *arena)
{
    static const char *const beside[] = {"/schema", "/../schema", "/../share/doudi/schema"};
    const char *folder = os_program_folder(arena);
    for (size_t i = 0; i < sizeof beside / sizeof beside[0] && !os_is_folder("schema"); i++) {
        const char *path = str_terminated(arena, str_print(arena, "%s%s", folder, beside[i]));
        if (os_is_folder(path)) return path;
    }
    return "schema";
}

bool open_books(const CommandLine *line, BooksUse use, Books **books, Error *err)
{
    const char *place = line->values[OPTION_DB];
    if (place != NULL && place[0] == '\0')
        return error_set(err, ERROR_USAGE, "", "--db names a file");
    const BooksOptions options = {.place = place != NULL ? place : "books.db",
                                  .key_file = line->values[OPTION_KEY],
                                  .schema = schema_folder(line->arena),
                                  .create = use == BOOKS_CREATE,
                                  .upgrade = use == BOOKS_UPGRADE,
                                  .reading = use == BOOKS_READ};
    return books_open(&options, books, err);
}

bool find_actor(const CommandLine *line, Books *books, AppUser *user, Error *err)
{
    const char *login = line->values[OPTION_AS];
    if (login == NULL)
        return error_set(err, ERROR_USAGE, "",
                         "who does this? --as LOGIN names a user; doudi user list shows them");
    return office_find_user(books, str_from(login), line->arena, user, err);
}
