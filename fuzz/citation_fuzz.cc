// Citations in an answer: the text that is shown does not depend on how the answer is cut into
// pieces. The first byte gives the length of the pieces.
#include <string>

#include "fuzz/fuzz_input.h"
#include "llm/tasks/citation.h"

namespace gitctx {
namespace {

std::string mark(std::string_view answer, std::size_t piece) {
  CitationMarker marker([](const Citation& citation) { return citation.path == "a.cc"; });
  std::string out;
  add_in_pieces(answer, piece, [&](std::string_view part) { out += marker.add(part); });
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
  const std::string marked =
      read_in_pieces(answer, data[0], [&](std::size_t piece) { return mark(answer, piece); });
  GITCTX_CHECK(marked.size() >= answer.size());
  return 0;
}
