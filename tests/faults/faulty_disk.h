// faulty_disk.h - a disk that fails when it is told to, between SQLite and the system.
//
// Every call that reads, writes, synchronises or cuts a file is counted; one of them, or all from
// one on, can be made to fail.
#ifndef TESTS_FAULTS_FAULTY_DISK_H
#define TESTS_FAULTS_FAULTY_DISK_H

#include <stdbool.h>
#include <stdint.h>

typedef enum DiskFault {
    DISK_SOUND,
    DISK_FAILS_ONCE, // an error of the device
    DISK_IS_FULL,    // from then on nothing more can be written
    DISK_TEARS,      // half of what is written arrives, and then an error
} DiskFault;

// Stands before the system's files from now on, for every connection that is opened.
void faulty_disk_install(void);

// The fault happens at the call of this number, counted from now on, from 1.
void faulty_disk_arm(DiskFault fault, int64_t call);

// Whether it has happened; and how many calls there were since.
bool faulty_disk_has_failed(void);
int64_t faulty_disk_calls(void);

#endif
