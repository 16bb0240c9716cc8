#pragma once

#include <functional>

#include "app/config/config.h"
#include "app/config/environment.h"
#include "http/curl_transport.h"

namespace gitctx {

/// The options for connections to hosted services, from the settings and the environment. Reads no
/// file.
TransportOptions transport_options(const Config& config, const Environment& environment);

/// Receives the delays that servers cause. May be called on any thread.
using DelayReport = std::function<void(const ServerDelay& delay)>;

/// Sets the function that reports delays, for all transport options that are made later.
/// The function is set for the whole process, so that no code between a command and its connections
/// has to pass it on. Must be called before threads are started.
void set_delay_report(DelayReport report);

}  // namespace gitctx
