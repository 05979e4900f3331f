// books.h - the books that a command names, and who uses it.
#ifndef TOOL_BOOKS_H
#define TOOL_BOOKS_H

#include "keep/store/books.h"
#include "tool/command.h"

typedef enum BooksUse { BOOKS_READ, BOOKS_WRITE, BOOKS_CREATE, BOOKS_UPGRADE } BooksUse;

// What --db and --key say; without them books.db here.
MUST_USE bool open_books(const CommandLine *line, BooksUse use, Books **books, Error *err);

// The user that --as names: who writes is somebody.
MUST_USE bool find_actor(const CommandLine *line, Books *books, AppUser *user, Error *err);

#endif
