// Runs the server of testing/conformance/conformance_server.h for other processes. Prints the port
// of the server and runs until standard input ends.
//
//   gitctx_conformance_server [PORT] [KEY]
#include <cstdlib>
#include <iostream>

#include "testing/conformance/conformance_server.h"

int main(int argc, char** argv) {
  gitctx::ConformanceOptions options;
  if (argc > 1) options.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  if (argc > 2) options.api_key = argv[2];
  const gitctx::ConformanceServer server(options);
  std::cout << server.port() << std::endl;
  while (std::cin.get() != EOF) {
  }
  return 0;
}
