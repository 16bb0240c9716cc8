/* The scanner of the Swift grammar allocates its state with calloc(0, ..) and then reads the state.
   Without this macro, the same text could give different trees. */
#undef calloc
#define calloc(count, size) ts_current_calloc((count) == 0 ? 1 : (count), size)
#include "scanner.c"
