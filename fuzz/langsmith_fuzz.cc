// Data that LangSmith returns, and data that the spool keeps for LangSmith. The first byte selects
// the kind of input: an experiment or a trace in the spool, or the manifest of a prompt.
#include <string>

#include "base/json_text.h"
#include "fuzz/fuzz_input.h"
#include "langsmith/prompts.h"
#include "langsmith/record.h"
#include "langsmith/spool.h"
#include "testing/temp_dir.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  if (size == 0) return -1;
  static const TempDir temp;
  const std::string_view text = input_text(data + 1, size - 1);
  read_or_refuse([&] {
    switch (data[0] % 3) {
      case 0: {
        const std::string first = experiment_json(parse_experiment(text, "input"));
        GITCTX_CHECK(experiment_json(parse_experiment(first, "again")) == first);
        break;
      }
      case 1: {
        const IngestBody body =
            LangSmithSpool::read_trace(temp.write("trace_1_00000000.json", text));
        GITCTX_CHECK(body.bytes.size() <= text.size());
        break;
      }
      default: {
        const nlohmann::json manifest = parse_json(text);
        if (manifest.is_discarded()) return;
        const auto messages = messages_of_manifest(manifest, "input");
        GITCTX_CHECK(!messages.empty() && !messages_yaml(messages).empty());
        const auto again = messages_of_manifest(prompt_manifest(messages), "again");
        GITCTX_CHECK(messages_yaml(again) == messages_yaml(messages));
      }
    }
  });
  return 0;
}
