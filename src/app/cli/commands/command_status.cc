#include <ctime>

#include "app/cli/commands/commands.h"
#include "app/cli/render/render_status.h"
#include "app/cli/terminal/messages.h"
#include "app/config/config.h"
#include "app/field_limits.h"
#include "app/services/index_status.h"
#include "base/error.h"

namespace gitctx {

int run_command(const StatusArguments& arguments, CommandContext& context) {
  const RepositoryLayout layout = require_repository(context.directory);
  const Config config = load_config(config_paths(layout, context.environment), context.environment);
  write_notices(config.notices);
  IndexStatus status = read_index_status(layout, config.settings);
  const bool has_manifest = status.segments > 0 || !status.views.empty();
  if (!status.is_readable && !has_manifest && !arguments.json) {
    throw Error(ErrorCode::failure, status.damage, status.hint);
  }
  const Notice damage{status.damage, status.hint};
  limit_fields(status);
  const StatusRenderOptions options{
      .terminal = context.out_terminal, .skipped = arguments.skipped, .now_s = std::time(nullptr)};
  context.out.write(arguments.json ? render_status_json(status, options)
                                   : render_status_text(status, options));
  context.out.flush();
  if (damage.message.empty()) return 0;
  write_notice(damage);
  return static_cast<int>(ErrorCode::failure);
}

}  // namespace gitctx
