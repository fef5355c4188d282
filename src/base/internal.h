/* internal.h: what the files of src/base share among themselves. */
#ifndef DMLINT_BASE_INTERNAL_H
#define DMLINT_BASE_INTERNAL_H

/* One line on stderr, exit code 2: memory is never a finding about the user's file. */
_Noreturn void base_out_of_memory(void);

#endif
