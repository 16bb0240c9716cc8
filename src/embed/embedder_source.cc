#include "embed/embedder_source.h"

#include <utility>

namespace gitctx {
namespace {

class LocalEmbedders final : public EmbedderSource {
 public:
  explicit LocalEmbedders(Settings::Model settings) : settings_(std::move(settings)) {}

  std::unique_ptr<Embedder> make_embedder(std::stop_token) override {
    return gitctx::make_embedder(settings_);
  }

 private:
  Settings::Model settings_;
};

}  // namespace

std::unique_ptr<EmbedderSource> make_local_embedders(const Settings::Model& settings) {
  return std::make_unique<LocalEmbedders>(settings);
}

}  // namespace gitctx
