#include "faulty_disk.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

// A file of ours, and behind it the system's.
typedef struct FaultyFile {
    sqlite3_file base;
    sqlite3_file *real; // [szOsFile of the system], behind this struct
} FaultyFile;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs vfs;
static DiskFault armed;
static int64_t armed_at, calls;
static bool failed;

void faulty_disk_arm(DiskFault fault, int64_t call)
{
    armed = fault;
    armed_at = call;
    calls = 0;
    failed = false;
}

bool faulty_disk_has_failed(void)
{
    return failed;
}

int64_t faulty_disk_calls(void)
{
    return calls;
}

// Whether this call, which writes or not, is to fail.
static bool fails(bool writes)
{
    calls++;
    const bool now = armed == DISK_IS_FULL ? calls >= armed_at && writes : calls == armed_at;
    if (armed == DISK_SOUND || !now) return false;
    failed = true;
    return true;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((FaultyFile *)(void *)file)->real;
}

static int faulty_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int faulty_read(sqlite3_file *file, void *to, int size, sqlite3_int64 at)
{
    if (fails(false)) return SQLITE_IOERR_READ;
    return real_of(file)->pMethods->xRead(real_of(file), to, size, at);
}

static int faulty_write(sqlite3_file *file, const void *from, int size, sqlite3_int64 at)
{
    if (fails(true)) {
        if (armed == DISK_IS_FULL) return SQLITE_FULL;
        if (armed == DISK_TEARS)
            (void)real_of(file)->pMethods->xWrite(real_of(file), from, size / 2, at);
        return SQLITE_IOERR_WRITE;
    }
    return real_of(file)->pMethods->xWrite(real_of(file), from, size, at);
}

static int faulty_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (fails(true)) return SQLITE_IOERR_TRUNCATE;
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int faulty_sync(sqlite3_file *file, int flags)
{
    if (fails(true)) return SQLITE_IOERR_FSYNC;
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int faulty_size(sqlite3_file *file, sqlite3_int64 *size)
{
    if (fails(false)) return SQLITE_IOERR_FSTAT;
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int faulty_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int faulty_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int faulty_is_reserved(sqlite3_file *file, int *reserved)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), reserved);
}

static int faulty_control(sqlite3_file *file, int operation, void *with)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), operation, with);
}

static int faulty_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int faulty_characteristics(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int faulty_map(sqlite3_file *file, int page, int size, int extend, void volatile **to)
{
    if (fails(true)) return SQLITE_IOERR_SHMMAP;
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, to);
}

static int faulty_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void faulty_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int faulty_unmap(sqlite3_file *file, int remove)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = faulty_close,
    .xRead = faulty_read,
    .xWrite = faulty_write,
    .xTruncate = faulty_truncate,
    .xSync = faulty_sync,
    .xFileSize = faulty_size,
    .xLock = faulty_lock,
    .xUnlock = faulty_unlock,
    .xCheckReservedLock = faulty_is_reserved,
    .xFileControl = faulty_control,
    .xSectorSize = faulty_sector,
    .xDeviceCharacteristics = faulty_characteristics,
    .xShmMap = faulty_map,
    .xShmLock = faulty_shm_lock,
    .xShmBarrier = faulty_barrier,
    .xShmUnmap = faulty_unmap,
};

static int faulty_open(sqlite3_vfs *own, const char *name, sqlite3_file *file, int flags, int *out)
{
    FaultyFile *faulty = (FaultyFile *)(void *)file;
    (void)own;
    memset(faulty, 0, sizeof *faulty);
    faulty->real = (sqlite3_file *)(void *)(faulty + 1);
    const int code = real_vfs->xOpen(real_vfs, name, faulty->real, flags, out);
    if (code == SQLITE_OK) faulty->base.pMethods = &methods;
    return code;
}

void faulty_disk_install(void)
{
    real_vfs = sqlite3_vfs_find(NULL);
    vfs = *real_vfs;
    vfs.pNext = NULL;
    vfs.zName = "faulty";
    vfs.szOsFile = (int)sizeof(FaultyFile) + real_vfs->szOsFile;
    vfs.xOpen = faulty_open;
    if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK) abort();
}
