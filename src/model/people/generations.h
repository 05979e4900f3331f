// generations.h - functions that are built once for each generation of processors.
//
// Files that hold them are compiled for x86-64-v2, v3 (AVX2) and v4 (AVX-512), each time with
// another GENERATION; a function declared as FOR_GENERATION(fill) is then fill_v2, fill_v3,
// fill_v4. All give the same results.
#ifndef MODEL_PEOPLE_GENERATIONS_H
#define MODEL_PEOPLE_GENERATIONS_H

#ifndef GENERATION
#    define GENERATION v2
#endif

#define GENERATION_PASTE(name, generation) name##_##generation
#define GENERATION_JOIN(name, generation)  GENERATION_PASTE(name, generation)
#define FOR_GENERATION(name)               GENERATION_JOIN(name, GENERATION)

#endif
