#include "app/cli/cli.h"

int main(int argc, char** argv) { return gitctx::run_cli(argc, argv); }
