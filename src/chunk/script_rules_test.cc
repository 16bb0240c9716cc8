#include <gtest/gtest.h>

#include "chunk/testing/chunk_summary.h"

namespace gitctx {
namespace {

TEST(SyntaxChunker, FindsPythonDefinitions) {
  const char* source = R"~("""Orders."""
import os
from dataclasses import dataclass

LIMIT: int = 10

@dataclass(frozen=True)
class Order:
    """One order."""

    number: int

    @property
    def path(self) -> str:
        return f"/orders/{self.number}"

    async def save(self, store, *, retries=3):
        for _ in range(retries):
            if await store.put(self.path, self):
                return True
        return False


# Finds by number.
def find(orders, number):
    return next((order for order in orders if order.number == number), None)


if os.name == "nt":
    def clear(): os.system("cls")
else:
    def clear(): os.system("clear")


def test_find():
    assert find([Order(1)], 1).path == "/orders/1"
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::python), R"~(1-5 constant LIMIT
7-11 type Order [number]
13-15 method path in Order
17-21 method save in Order
24-26 function find
29-30 function clear
31-32 function clear
35-36 test test_find
)~");
}

TEST(SyntaxChunker, FindsRubyDefinitions) {
  const char* source = R"~(# frozen_string_literal: true

require "json"

module Shop
  # Keeps orders.
  class Store < Base
    LIMIT = 10
    attr_reader :orders, :clock

    def initialize(clock)
      @clock = clock
    end

    def find(number)
      orders.detect { |order| order.number == number && !order.expired?(clock.now) }
    end

    class << self
      def open(path) = new(JSON.parse(File.read(path), symbolize_names: true))
    end

    private def reset! = @orders = []
  end
end

RSpec.describe Shop::Store do
  it "finds an order" do
    expect(described_class.new(clock).find(1)).to be_nil
  end
end
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::ruby), R"~(1-3 code -
5-9 type Store in Shop [LIMIT, orders, clock]
11-13 method initialize in Shop.Store
15-17 method find in Shop.Store
19-19 module - in Shop.Store
20-21 method open in Shop.Store
23-25 method reset! in Shop.Store
27-31 test Shop::Store
)~");
}

TEST(SyntaxChunker, FindsLuaDefinitions) {
  const char* source = R"~(local config = require("tool.config")

local M = {}

M.defaults = { width = 80, height = 24, border = "single" }

--- Opens a window.
function M.open(options)
  local merged = vim.tbl_extend("force", M.defaults, options or {})
  return config.window(merged)
end

M.close = function(window)
  window:hide()
  config.forget(window.id, { now = true })
end

function Window:resize(width)
  self.width = math.max(width, M.defaults.width)
end

local function clamp(x) return math.min(x, 10) end

return M
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::lua), R"~(1-3 constant M
5-5 constant defaults in M
7-11 function open in M
13-16 function close in M
18-20 method resize in Window
22-24 function clamp
)~");
}

TEST(SyntaxChunker, FindsBashDefinitions) {
  const char* source = R"~(#!/usr/bin/env bash
set -euo pipefail

readonly CACHE_DIR="${HOME}/.cache/tool"

# Prints an error and stops.
die() {
  echo "error: $*" >&2
  exit 1
}

function fetch_archive {
  local url=$1 target=$2
  curl --fail --silent --show-error "$url" --output "$target" || die "cannot fetch $url"
}

if [[ $# -eq 0 ]]; then
  die "usage: $0 URL"
fi
fetch_archive "$1" "$CACHE_DIR/archive.tar.gz"
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::bash), R"~(1-2 code -
4-4 constant CACHE_DIR
6-10 function die
12-15 function fetch_archive
17-19 code -
20-20 code -
)~");
}

}  // namespace
}  // namespace gitctx
