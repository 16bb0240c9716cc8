#include "git/view_builder.h"
