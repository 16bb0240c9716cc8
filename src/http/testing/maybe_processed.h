#pragma once

#include <gtest/gtest.h>

#include "base/error.h"
#include "http/http_client.h"

namespace gitctx {

/// Whether the Error that `act` must throw says that the server may have processed a request.
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
