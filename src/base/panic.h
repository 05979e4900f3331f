// panic.h - what to do about bugs in our own code.
//
// `invariant` states something that must hold if this program is correct. It stays on in release
// builds: paying nobody today is better than paying the wrong person. It is never used on anything
// a user, a file or a database can get wrong; that is what Error and Diagnostics are for.
#ifndef BASE_PANIC_H
#define BASE_PANIC_H

#define invariant(condition) ((condition) ? (void)0 : panic_at(__FILE__, __LINE__, #condition))

// Prints the broken invariant to stderr and aborts.
_Noreturn void panic_at(const char *file, int line, const char *broken);

#endif
