// What may include what: src/LAYERS, read and enforced.

#include "tidy.h"

static const char layers_path[] = "src/LAYERS";

// "compile : base": what a folder may include besides itself.
typedef struct Grant {
    Str folder;
    Str granted; // the names, as written
    size_t line;
} Grant;

// "<openssl/> = base/digest.c": a foreign header, or all below a folder, and who may include it.
typedef struct Adapter {
    Str header;
    Str files; // as written; "*": anyone
    size_t line;
} Adapter;

typedef struct Layers {
    VEC(Grant) grants;
    VEC(Adapter) adapters;
} Layers;

// The next word of `text` from *at, split at blanks; empty at the end.
static Str next_name(Str text, size_t *at)
{
    while (*at < text.size && text.data[*at] == ' ') ++*at;
    const size_t start = *at;
    while (*at < text.size && text.data[*at] != ' ') ++*at;
    return str_slice(text, start, *at);
}

static const Grant *find_grant(const Layers *layers, Str folder)
{
    for (size_t i = 0; i < layers->grants.count; i++) {
        if (str_equal(layers->grants.items[i].folder, folder)) return &layers->grants.items[i];
    }
    return NULL;
}

static Str room_of(Str folder)
{
    const size_t slash = str_find(folder, STR("/"));
    return str_slice(folder, 0, slash == SIZE_MAX ? folder.size : slash);
}

static bool lists(Str names, Str wanted)
{
    size_t at = 0;
    for (;;) {
        const Str name = next_name(names, &at);
        if (name.size == 0) return false;
        if (str_equal(name, wanted)) return true;
    }
}

static void read_line(Layers *layers, const Lines *lines, Findings *findings)
{
    const Str line = str_trim(lines->line);
    if (line.size == 0 || line.data[0] == '#') return;
    size_t at = 0;
    const Str first = next_name(line, &at);
    const Str sign = next_name(line, &at);
    const Str rest = str_trim(str_slice(line, at, line.size));
    if (str_equals(sign, ":")) {
        *vec_push(findings->arena, &layers->grants) =
            (Grant){.folder = first, .granted = rest, .line = lines->number};
    } else if (str_equals(sign, "=") && first.size > 2 && rest.size > 0) {
        *vec_push(findings->arena, &layers->adapters) = (Adapter){
            .header = str_slice(first, 1, first.size - 1), .files = rest, .line = lines->number};
    } else {
        found(findings, str_from(layers_path), lines->number,
              "write \"FOLDER : FOLDERS\" or \"<HEADER> = FILES\"");
    }
}

// Rooms go one way: what is granted stands above, and sorts before, or is of the same room.
static void check_order(const Tree *tree, const Layers *layers, const Grant *grant,
                        Findings *findings)
{
    const Str folder = str_print(findings->arena, "src/" STR_FORMAT, STR_ARGS(grant->folder));
    if (!tree_has_folder(tree, folder))
        found(findings, str_from(layers_path), grant->line, "there is no folder " STR_FORMAT,
              STR_ARGS(folder));
    size_t at = 0;
    for (;;) {
        const Str name = next_name(grant->granted, &at);
        if (name.size == 0) return;
        const Grant *other = find_grant(layers, name);
        const bool same_room = str_equal(room_of(name), room_of(grant->folder));
        const bool above = other != NULL && other->line < grant->line &&
                           str_compare(room_of(name), room_of(grant->folder)) < 0;
        if (!above && !(same_room && other != NULL))
            found(findings, str_from(layers_path), grant->line,
                  STR_FORMAT " must be declared above " STR_FORMAT ", and sort before it",
                  STR_ARGS(name), STR_ARGS(grant->folder));
    }
}

static void check_ours(const Layers *layers, const TidyFile *file, Str header, size_t line,
                       Findings *findings)
{
    const Str own = path_folder(str_slice(file->path, 4, file->path.size));
    const Str target = path_folder(header);
    const Grant *grant = find_grant(layers, own);
    if (grant == NULL) {
        found(findings, file->path, line, "give " STR_FORMAT " a line in %s", STR_ARGS(own),
              layers_path);
    } else if (!str_equal(own, target) && !lists(grant->granted, target)) {
        found(findings, file->path, line,
              STR_FORMAT " may not include \"" STR_FORMAT "\": move what it needs upstream",
              STR_ARGS(own), STR_ARGS(header));
    }
}

static const Adapter *find_adapter(const Layers *layers, Str header)
{
    for (size_t i = 0; i < layers->adapters.count; i++) {
        const Adapter *one = &layers->adapters.items[i];
        const bool below = str_ends(one->header, STR("/")) && str_starts(header, one->header);
        if (below || str_equal(one->header, header)) return one;
    }
    return NULL;
}

static void check_foreign(const Layers *layers, const TidyFile *file, Str header, size_t line,
                          Findings *findings)
{
    const Adapter *adapter = find_adapter(layers, header);
    if (adapter == NULL) {
        found(findings, file->path, line, "<" STR_FORMAT "> is not listed in %s", STR_ARGS(header),
              layers_path);
        return;
    }
    const Str own = str_slice(file->path, 4, file->path.size);
    if (!str_equals(adapter->files, "*") && !lists(adapter->files, own))
        found(findings, file->path, line, "only " STR_FORMAT " may include <" STR_FORMAT ">",
              STR_ARGS(adapter->files), STR_ARGS(header));
}

// The header that a line includes; empty if it includes none.
static Str included(Str line, bool *foreign)
{
    line = str_trim(line);
    if (!str_starts(line, STR("#"))) return (Str){0};
    line = str_trim(str_slice(line, 1, line.size));
    if (!str_starts(line, STR("include"))) return (Str){0};
    line = str_trim(str_slice(line, 7, line.size));
    *foreign = str_starts(line, STR("<"));
    if (line.size < 2 || (!*foreign && line.data[0] != '"')) return (Str){0};
    line = str_slice(line, 1, line.size);
    const size_t end = str_find(line, *foreign ? STR(">") : STR("\""));
    return str_slice(line, 0, end == SIZE_MAX ? line.size : end);
}

void check_layers(const Tree *tree, Findings *findings)
{
    const TidyFile *source = tree_find(tree, str_from(layers_path));
    if (source == NULL) {
        found(findings, str_from(layers_path), 1, "say here which folder may include which");
        return;
    }
    Layers layers = {0};
    for (Lines lines = lines_of(source->text); lines_next(&lines);)
        read_line(&layers, &lines, findings);
    for (size_t i = 0; i < layers.grants.count; i++)
        check_order(tree, &layers, &layers.grants.items[i], findings);
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        if (!path_starts(file->path, "src/") || !path_is_c(file->path)) continue;
        for (Lines lines = lines_of(file->text); lines_next(&lines);) {
            bool foreign = false;
            const Str header = included(lines.line, &foreign);
            if (header.size == 0) continue;
            if (foreign) check_foreign(&layers, file, header, lines.number, findings);
            else check_ours(&layers, file, header, lines.number, findings);
        }
    }
}
