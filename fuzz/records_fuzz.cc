// Records of runs, baselines and cassettes: an accepted file has the same content after it is
// written and read again. The first byte selects the kind of file.
#include <string>

#include "eval/prompts/prompt_run_record.h"
#include "eval/prompts/reply_cassette.h"
#include "eval/queries/run_record.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  if (size == 0) return -1;
  const std::string_view text = input_text(data + 1, size - 1);
  read_or_refuse([&] {
    const auto detail = data[0] % 2 == 0 ? RecordDetail::all : RecordDetail::baseline;
    switch (data[0] / 2 % 3) {
      case 0: {
        const auto written = [&](const EvalRun& run) {
          return run_record_json(run, nullptr, detail);
        };
        const std::string first = written(parse_run_record(text, "input"));
        GITCTX_CHECK(written(parse_run_record(first, "again")) == first);
        break;
      }
      case 1: {
        const std::string first = prompt_run_json(parse_prompt_run(text, "input"), detail);
        GITCTX_CHECK(prompt_run_json(parse_prompt_run(first, "again"), detail) == first);
        break;
      }
      default: {
        const std::string first = ReplyCassette::parse(text, "input").yaml();
        GITCTX_CHECK(ReplyCassette::parse(first, "again").yaml() == first);
      }
    }
  });
  return 0;
}
