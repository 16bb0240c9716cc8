// Citations in an answer: the text that is shown does not depend on how the answer is cut into
// pieces. The first byte gives the length of the pieces.
#include <algorithm>
#include <string>

#include "fuzz/fuzz_input.h"
#include "llm/tasks/citation.h"

namespace gitctx {
namespace {

std::string mark(std::string_view answer, std::size_t piece) {
  CitationMarker marker([](const Citation& citation) { return citation.path == "a.cc"; });
  std::string out;
  for (std::size_t at = 0; at < answer.size(); at += piece) {
    out += marker.add(answer.substr(at, piece));
  }
  out += marker.finish();
  for (const Citation& citation : marker.accepted()) GITCTX_CHECK(citation.path == "a.cc");
  for (const Citation& citation : marker.rejected()) GITCTX_CHECK(citation.path != "a.cc");
  return out;
}

}  // namespace
}  // namespace gitctx

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  if (size == 0) return -1;
  const std::string_view answer = input_text(data + 1, size - 1);
  parse_citation(answer);
  const std::string whole = mark(answer, std::max<std::size_t>(answer.size(), 1));
  GITCTX_CHECK(whole.size() >= answer.size());
  GITCTX_CHECK(mark(answer, 1 + data[0] % 8) == whole);
  return 0;
}
