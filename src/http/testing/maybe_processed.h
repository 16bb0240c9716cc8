#pragma once

#include <gtest/gtest.h>

#include "base/error.h"
#include "http/http_client.h"

namespace gitctx {

/// Whether `act` throws a MaybeProcessed. The test fails if `act` throws no Error.
template <class Act>
bool says_maybe_processed(Act&& act) {
  try {
    act();
  } catch (const MaybeProcessed&) {
    return true;
  } catch (const Error&) {
    return false;
  }
  ADD_FAILURE() << "no error";
  return false;
}

}  // namespace gitctx
