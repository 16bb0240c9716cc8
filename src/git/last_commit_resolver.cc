#include "git/last_commit_resolver.h"
