#include "app/config/environment.h"

#include <unistd.h>

#include "base/ascii.h"

namespace gitctx {

Environment Environment::of_process() {
  Environment environment;
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
    const std::string_view entry = *at;
    const std::size_t equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    environment.variables.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return environment;
}

std::string_view Environment::get(std::string_view name) const {
  const auto found = variables.find(name);
  return found == variables.end() ? std::string_view{} : std::string_view(found->second);
}

bool Environment::is_on(std::string_view name) const {
  const std::string value = lower_case(get(name));
  return value == "1" || value == "true" || value == "yes";
}

}  // namespace gitctx
