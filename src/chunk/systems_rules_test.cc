#include <gtest/gtest.h>

#include <string>

#include "chunk/testing/chunk_summary.h"

namespace gitctx {
namespace {

TEST(SyntaxChunker, FindsGoDefinitions) {
  const char* source = R"~(package ring

import (
	"errors"
	"testing"
)

const (
	Small = 16
	Large = 1024
)

var ErrEmpty = errors.New("ring: empty")

// Ring keeps the newest items.
type Ring[T any] struct {
	items []T
	next  int
}

type Sink interface {
	Write(p []byte) (int, error)
}

// Push adds an item and drops the oldest.
func (r *Ring[T]) Push(item T) {
	r.items[r.next%len(r.items)] = item
	r.next++
}

func New[T any](size int) *Ring[T] {
	return &Ring[T]{items: make([]T, size), next: 0}
}

func TestPush(t *testing.T) {
	ring := New[int](Small)
	ring.Push(7)
	if ring.items[0] != 7 {
		t.Fatalf("got %d", ring.items[0])
	}
}
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::go), R"~(1-6 code -
8-13 constant - [Small, Large, ErrEmpty]
15-19 type Ring
21-23 type Sink [Write]
25-29 method Push in Ring
31-33 function New
35-41 test TestPush
)~");
}

constexpr const char* rust_rings = R"~(//! Rings.
use std::fmt;

mod tests_support;

pub const SIZE: usize = 16;

/// Keeps the newest items.
#[derive(Debug, Clone)]
pub struct Ring<T> {
    items: Vec<T>,
}

pub trait Sink {
    fn put(&mut self, item: u8) -> bool;
}

impl<T: fmt::Debug> Ring<T> {
    /// Adds an item.
    pub fn push(&mut self, item: T) {
        if self.items.len() == SIZE {
            self.items.remove(0);
        }
        self.items.push(item);
    }

    fn len(&self) -> usize {
        self.items.iter().filter(|item| !format!("{item:?}").is_empty()).count()
    }
}

macro_rules! ring {
    ($($item:expr),*) => { Ring { items: vec![$($item),*] } };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_newest() {
        let mut ring = ring![1, 2];
        ring.push(3);
        assert_eq!(ring.items, [1, 2, 3]);
    }

    #[tokio::test]
    async fn is_empty_at_first() { assert!(Ring::<u8>::default().items.is_empty()); }
}
)~";

TEST(SyntaxChunker, FindsRustDefinitions) {
  EXPECT_EQ(summarize_small_chunks(rust_rings, Language::rust), R"~(1-4 code -
6-6 constant SIZE
8-12 type Ring
14-16 type Sink [put]
18-18 implementation Ring
19-25 method push in Ring
27-30 method len in Ring
32-34 macro ring
36-38 module tests
40-45 test keeps_the_newest in tests
47-49 test is_empty_at_first in tests
)~");
}

std::string summarize_rust(std::string_view text) {
  return summarize(make_syntax_chunker({})->chunk({text, Language::rust}));
}

TEST(SyntaxChunker, NamesAChunkByTheTypeAndNotByItsImplementations) {
  const std::string type = "pub struct Ring<T> {\n    items: Vec<T>,\n}\n\n";
  const std::string methods =
      "impl<T> Ring<T> {\n    pub fn push(&mut self, item: T) { self.items.push(item); }\n"
      "    pub fn len(&self) -> usize { self.items.len() }\n}\n\n";
  const std::string drop = "impl<T> Drop for Ring<T> {\n    fn drop(&mut self) {}\n}\n";
  EXPECT_EQ(summarize_rust(type + methods + drop), "1-12 type Ring [push, len, drop]\n");
  EXPECT_EQ(summarize_rust(methods + type), "1-8 type Ring [push, len]\n");
  EXPECT_EQ(summarize_rust(methods + drop), "1-8 implementation Ring [push, len, drop]\n");
  EXPECT_EQ(summarize_rust("struct Other {\n    items: u8,\n}\n" + drop),
            "1-6 implementation Ring [drop, Other]\n");
  EXPECT_EQ(
      summarize_rust("enum State { Open }\n\nimpl State { fn is_open(&self) -> bool { true } }\n"),
      "1-3 type State [Open, is_open]\n");
  EXPECT_EQ(
      summarize_rust(
          "trait Sink {\n    fn put(&self);\n}\n\nimpl Sink for Ring {\n    fn put(&self) {}\n}\n"),
      "1-7 code - [Sink, put, Ring]\n");
}

TEST(SyntaxChunker, FindsZigDefinitions) {
  const char* source = R"~(const std = @import("std");

pub const size: usize = 16;

/// Keeps the newest items.
pub const Ring = struct {
    items: [size]u8 = undefined,
    next: usize = 0,

    pub fn push(self: *Ring, item: u8) void {
        self.items[self.next % size] = item;
        self.next += 1;
    }

    fn len(self: Ring) usize { return @min(self.next, self.items.len); }
};

const State = enum { open, closed };

fn clamp(x: i32) i32 { return std.math.clamp(x, 0, 10); }

test "push" {
    var ring = Ring{};
    ring.push(7);
    try std.testing.expectEqual(@as(u8, 7), ring.items[0]);
}
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::zig), R"~(1-1 code -
3-3 constant size
5-6 type Ring
7-8 code - in Ring
10-13 method push in Ring
15-16 method len in Ring
18-18 type State
20-20 function clamp
22-26 test push
)~");
}

TEST(SyntaxChunker, FindsWhatRustMacrosDefine) {
  const char* source = R"~(bitflags! {
    /// What a pipe can do.
    pub struct PipeFlags: u32 {
        const READ = 1;
        const WRITE = Self::READ.bits() << 1;
    }
}

lazy_static! {
    static ref PIPE_CACHE: Mutex<HashMap<u32, Pipe>> = Mutex::new(HashMap::with_capacity(1024));
}

thread_local! {
    static PIPE_LOCAL: RefCell<Vec<Pipe>> = RefCell::new(Vec::with_capacity(INITIAL_CAPACITY))
}
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::rust), R"~(1-7 type PipeFlags [READ, WRITE]
9-11 constant PIPE_CACHE
13-15 constant PIPE_LOCAL
)~");
}

}  // namespace
}  // namespace gitctx
