// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): named by POSIX
#define _XOPEN_SOURCE 700
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): for the window's size
#define _DEFAULT_SOURCE 1
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): processors allowed
#define _GNU_SOURCE 1

#include "base/os.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/panic.h"
#include "base/text.h"

static bool read_stream(FILE *stream, const char *path, size_t size_max, Arena *arena, Str *text,
                        Error *err)
{
    Text whole = text_start(arena);
    char buffer[1 << 16];
    size_t size = 0;
    while ((size = fread(buffer, 1, sizeof buffer, stream)) > 0) {
        if (whole.size + size > size_max) {
            return error_set(err, ERROR_INVALID, path, "the file is larger than %zu bytes",
                             size_max);
        }
        text_add(&whole, (Str){.data = buffer, .size = size});
    }
    if (ferror(stream)) {
        return error_set(err, ERROR_ENVIRONMENT, path, "could not read the file: %s",
                         strerror(errno));
    }
    *text = text_str(&whole);
    return true;
}

static FILE *open_to_read(const char *path, Error *err)
{
    FILE *stream = os_is_folder(path) ? NULL : fopen(path, "rb");
    if (stream == NULL && os_is_folder(path))
        (void)error_set(err, ERROR_NOT_FOUND, path, "this is a folder, not a file");
    else if (stream == NULL)
        (void)error_set(err, errno == ENOENT ? ERROR_NOT_FOUND : ERROR_ENVIRONMENT, path,
                        "could not open the file: %s", strerror(errno));
    return stream;
}

bool os_read_file(const char *path, size_t size_max, Arena *arena, Str *text, Error *err)
{
    if (strcmp(path, "-") == 0)
        return read_stream(stdin, "standard input", size_max, arena, text, err);
    FILE *stream = open_to_read(path, err);
    if (stream == NULL) return false;
    struct stat status;
    bool done = true;
    // One that is too large is not begun.
    if (fstat(fileno(stream), &status) == 0 && S_ISREG(status.st_mode) &&
        (uint64_t)status.st_size > size_max)
        done = error_set(err, ERROR_INVALID, path, "the file is larger than %zu bytes", size_max);
    done = done && read_stream(stream, path, size_max, arena, text, err);
    (void)fclose(stream);
    return done;
}

bool os_read_start(const char *path, size_t size, Arena *arena, Str *text, Error *err)
{
    FILE *stream = open_to_read(path, err);
    if (stream == NULL) return false;
    char *buffer = ARENA_ARRAY(arena, char, size);
    const size_t got = fread(buffer, 1, size, stream);
    const bool done = ferror(stream) == 0;
    if (done) *text = (Str){.data = buffer, .size = got};
    else
        (void)error_set(err, ERROR_ENVIRONMENT, path, "could not read the file: %s",
                        strerror(errno));
    (void)fclose(stream);
    return done;
}

static bool refuse_write(const char *path, Error *err)
{
    return error_set(err, ERROR_ENVIRONMENT, path, "could not write the file: %s", strerror(errno));
}

static bool write_all(FILE *stream, Str text)
{
    const bool written = text.size == 0 || fwrite(text.data, 1, text.size, stream) == text.size;
    return fclose(stream) == 0 && written;
}

// A new file beside the target takes its place, with its owner's permissions, once it is whole.
static bool replace_file(const char *path, Str text, const struct stat *old, Arena *arena,
                         Error *err)
{
    char *temporary = str_terminated(arena, str_print(arena, "%s.XXXXXX", path));
    const int file = mkstemp(temporary); // for the owner alone, as personal data should be
    if (file < 0) return refuse_write(path, err);
    const bool allowed = old == NULL || fchmod(file, old->st_mode & 07777) == 0;
    FILE *stream = fdopen(file, "wb");
    if (stream != NULL && write_all(stream, text) && allowed && rename(temporary, path) == 0)
        return true;
    const bool refused = refuse_write(path, err);
    (void)unlink(temporary);
    return refused;
}

bool os_write_file(const char *path, Str text, Arena *arena, Error *err)
{
    struct stat status;
    const bool exists = stat(path, &status) == 0;
    if (exists && !S_ISREG(status.st_mode)) { // a device or a pipe is written to, never replaced
        FILE *stream = fopen(path, "wb");
        if (stream != NULL && write_all(stream, text)) return true;
        return refuse_write(path, err);
    }
    // A link stays: what it points to is replaced.
    char *target = exists ? realpath(path, NULL) : NULL;
    const bool done =
        replace_file(target != NULL ? target : path, text, exists ? &status : NULL, arena, err);
    free(target);
    return done;
}

bool os_can_write_file(const char *path, Arena *arena, Error *err)
{
    struct stat status;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        if (!S_ISDIR(status.st_mode) && access(path, W_OK) == 0) return true;
        if (S_ISDIR(status.st_mode)) errno = EISDIR;
        return refuse_write(path, err);
    }
    char *temporary = str_terminated(arena, str_print(arena, "%s.XXXXXX", path));
    const int file = mkstemp(temporary);
    if (file < 0) return refuse_write(path, err);
    (void)close(file);
    (void)unlink(temporary);
    return true;
}

bool os_same_file(const char *one, const char *other)
{
    struct stat first;
    struct stat second;
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

static int compare_paths(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

typedef struct Listing {
    Str suffix;
    size_t count_max;
    Arena *arena;
    PathVec *paths;
    PathVec folders; // still to be read
} Listing;

static bool list_entry(Listing *listing, const char *folder, const char *name, Error *err)
{
    char *path = str_terminated(listing->arena, str_print(listing->arena, "%s/%s", folder, name));
    struct stat link_status;
    struct stat status;
    if (lstat(path, &link_status) != 0 || stat(path, &status) != 0) return true; // gone, dangling
    if (S_ISDIR(link_status.st_mode)) {
        *vec_push(listing->arena, &listing->folders) = path;
    } else if (S_ISREG(status.st_mode) && str_ends(str_from(name), listing->suffix)) {
        if (listing->paths->count == listing->count_max) {
            return error_set(err, ERROR_INVALID, folder, "there are more than %zu files",
                             listing->count_max);
        }
        *vec_push(listing->arena, listing->paths) = path;
    }
    return true;
}

static bool list_folder(Listing *listing, const char *folder, Error *err)
{
    DIR *stream = opendir(folder);
    if (stream == NULL) {
        return error_set(err, errno == ENOENT ? ERROR_NOT_FOUND : ERROR_ENVIRONMENT, folder,
                         "could not open the folder: %s", strerror(errno));
    }
    bool done = true;
    for (const struct dirent *entry = readdir(stream); done && entry != NULL;
         entry = readdir(stream)) {
        if (entry->d_name[0] != '.') done = list_entry(listing, folder, entry->d_name, err);
    }
    (void)closedir(stream);
    return done;
}

bool os_list_files(const char *path, Str suffix, size_t count_max, Arena *arena, PathVec *paths,
                   Error *err)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        return error_set(err, ERROR_NOT_FOUND, path, "there is no such file or folder");
    }
    if (S_ISREG(status.st_mode)) {
        *vec_push(arena, paths) = str_terminated(arena, str_from(path));
        return true;
    }
    Str folder = str_from(path);
    while (folder.size > 1 && folder.data[folder.size - 1] == '/') folder.size--;
    Listing listing = {
        .suffix = suffix, .count_max = count_max, .arena = arena, .paths = paths, .folders = {0}};
    *vec_push(arena, &listing.folders) = str_terminated(arena, folder);
    for (size_t i = 0; i < listing.folders.count; i++) {
        if (!list_folder(&listing, listing.folders.items[i], err)) return false;
    }
    if (paths->count > 1) qsort(paths->items, paths->count, sizeof(char *), compare_paths);
    return true;
}

bool os_is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool os_exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

char *os_program_folder(Arena *arena)
{
    char buffer[4096];
    const ssize_t size = readlink("/proc/self/exe", buffer, sizeof buffer);
    if (size <= 0 || (size_t)size == sizeof buffer) return str_terminated(arena, STR("."));
    size_t end = (size_t)size;
    while (end > 0 && buffer[end - 1] != '/') end--;
    if (end > 1) end--;
    return str_terminated(arena, (Str){.data = buffer, .size = end});
}

bool os_is_terminal(FILE *stream)
{
    return isatty(fileno(stream)) == 1;
}

unsigned os_terminal_columns(FILE *stream)
{
    struct winsize size;
    if (ioctl(fileno(stream), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return size.ws_col;
}

// The one variable that outlives a call: a signal has nowhere else to leave its word.
static volatile sig_atomic_t interrupted = 0;

static void remember_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

void os_watch_interrupt(void)
{
    struct sigaction action = {.sa_handler = remember_interrupt};
    (void)sigemptyset(&action.sa_mask);
    // Reads and writes go on where they were; a second signal finds the handling of the system.
    action.sa_flags = (int)(SA_RESTART | SA_RESETHAND);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGUSR1, &action, NULL);
}

bool os_was_interrupted(void)
{
    return interrupted != 0;
}

bool os_temporary_file(Arena *arena, char **path, Error *err)
{
    const char *folder = getenv("TMPDIR");
    if (folder == NULL || folder[0] == '\0') folder = "/tmp";
    char *name = str_terminated(arena, str_print(arena, "%s/doudi.XXXXXX", folder));
    const int file = mkstemp(name);
    if (file < 0)
        return error_set(err, ERROR_ENVIRONMENT, folder, "could not make a temporary file: %s",
                         strerror(errno));
    (void)close(file);
    *path = name;
    return true;
}

void os_remove_file(const char *path)
{
    (void)unlink(path);
}

Date os_today(void)
{
    const time_t now = time(NULL);
    struct tm local;
    Date today = date_least();
    const bool known =
        localtime_r(&now, &local) != NULL &&
        date_from_civil((CivilDate){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday}, &today);
    invariant(known);
    return today;
}

int64_t os_time_ms(void)
{
    struct timespec now;
    const int done = clock_gettime(CLOCK_REALTIME, &now);
    invariant(done == 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

uint64_t os_clock_ns(void)
{
    struct timespec now;
    const int failed = clock_gettime(CLOCK_MONOTONIC, &now);
    invariant(failed == 0);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

// Checks of addresses see only what malloc gave.
#ifdef __SANITIZE_ADDRESS__
enum { LARGE_FROM = UINT32_MAX };
#else
enum { LARGE_FROM = 2 * 1024 * 1024 };
#endif

enum { PAGE = 4096, LARGE_PAGE = 2 * 1024 * 1024 };

static size_t whole_pages(size_t size)
{
    return (size + PAGE - 1) / PAGE * PAGE;
}

void *os_memory(size_t size, bool *zeroed)
{
    *zeroed = size >= LARGE_FROM;
    if (size < LARGE_FROM) return malloc(size);
    const size_t taken = whole_pages(size);
    char *mapped =
        mmap(NULL, taken + LARGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) return NULL;
    const size_t before = (LARGE_PAGE - (uintptr_t)mapped % LARGE_PAGE) % LARGE_PAGE;
    if (before > 0) (void)munmap(mapped, before);
    (void)munmap(mapped + before + taken, LARGE_PAGE - before);
    (void)madvise(mapped + before, taken, MADV_HUGEPAGE); // where there are none, small ones do
    return mapped + before;
}

void os_memory_free(void *memory, size_t size)
{
    if (size < LARGE_FROM) free(memory);
    else (void)munmap(memory, whole_pages(size));
}

uint64_t os_memory_peak(void)
{
    struct rusage usage;
    const int failed = getrusage(RUSAGE_SELF, &usage);
    invariant(failed == 0);
    return (uint64_t)usage.ru_maxrss * 1024; // Linux tells KiB
}

// --- threads ---

uint32_t os_processors(void)
{
    cpu_set_t allowed; // a process that was bound to some processors has those alone
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return (uint32_t)CPU_COUNT(&allowed);
    const long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : (uint32_t)count;
}

typedef struct ThreadWork {
    void (*work)(void *context, uint32_t index);
    void *context;
    uint32_t index;
    pthread_t thread;
} ThreadWork;

static void *run_thread(void *argument)
{
    const ThreadWork *one = argument;
    one->work(one->context, one->index);
    return NULL;
}

void os_run_threads(uint32_t count, void (*work)(void *context, uint32_t index), void *context)
{
    // A law that the first thread can compile must be no deeper than another bears: what the system
    // gives those by itself is a quarter of this where the stack was said to be unlimited.
    enum { THREADS_MAX = 256, STACK = 8 * 1024 * 1024 };
    ThreadWork threads[THREADS_MAX];
    bool started[THREADS_MAX] = {false};
    pthread_attr_t attributes;
    invariant(count <= THREADS_MAX);
    const bool sized =
        pthread_attr_init(&attributes) == 0 && pthread_attr_setstacksize(&attributes, STACK) == 0;
    for (uint32_t i = 1; i < count; i++) {
        threads[i] = (ThreadWork){.work = work, .context = context, .index = i};
        started[i] = pthread_create(&threads[i].thread, sized ? &attributes : NULL, run_thread,
                                    &threads[i]) == 0;
    }
    (void)pthread_attr_destroy(&attributes);
    if (count > 0) work(context, 0);
    for (uint32_t i = 1; i < count; i++) {
        // Where no thread could be had its work is done here, after the rest.
        if (!started[i]) work(context, i);
        else (void)pthread_join(threads[i].thread, NULL);
    }
}
