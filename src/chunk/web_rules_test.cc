#include <gtest/gtest.h>

#include <string>

#include "chunk/testing/chunk_summary.h"

namespace gitctx {
namespace {

TEST(SyntaxChunker, FindsJavaScriptDefinitions) {
  const char* source = R"~(const path = require('path')
import { clamp } from './math.js'

export const LIMIT = 10

/** Doubles a number. */
export const double = (x) => {
  return clamp(x * 2, 0, LIMIT)
}

export default class Queue extends Base {
  #items = []

  push(item) {
    this.#items.push(item)
    this.emit('pushed', { item, size: this.#items.length })
  }

  onDrain = () => this.emit('drained', { at: Date.now(), size: 0 })
}

Queue.prototype.drop = function (count) {
  return this.items.splice(0, count).map((item) => item.value)
}

const handlers = {
  open(event) { return event.open },
  close: function (event) { return event.close },
}

describe('Queue', () => {
  it('keeps order', () => {
    const queue = new Queue()
    queue.push(1)
    expect(queue.items).toEqual([1])
  })

  it('drops', () => {
    expect(new Queue().drop(3)).toEqual([])
    expect(new Queue().drop(0)).toEqual([])
  })
})
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::javascript), R"~(1-4 constant - [LIMIT]
6-9 function double
11-12 type Queue [#items]
14-17 method push in Queue
19-20 method onDrain in Queue
22-24 function drop in Queue
26-29 constant handlers [open, close]
31-36 test Queue [keeps order]
38-42 test drops in Queue
)~");
}

/// The summary of a text that is one chunk.
std::string summarize_chunk(std::string_view text, Language language = Language::javascript) {
  return summarize(make_syntax_chunker({})->chunk({text, language}));
}

TEST(SyntaxChunker, FindsFunctionsInClosures) {
  constexpr std::string_view inner = "  function inner() { return open(1); }\n";
  struct Closure {
    std::string_view begin;
    std::string_view end;
  };
  for (const Closure& closure : {Closure{"(function () {\n  'use strict'\n", "})();\n"},
                                 {"!function () {\n", "}()\n"},
                                 {"(() => {\n", "})()\n"},
                                 {"(function (f) {\n  f()\n}(function () {\n", "}))\n"},
                                 {"define(['jquery'], function ($) {\n", "});\n"},
                                 {"$(document).ready(function () {\n", "});\n"},
                                 {"$(function () {\n  const local = 1\n", "});\n"},
                                 {"module.exports = function (app) {\n", "};\n"},
                                 {"a.module('x').run(['b', function (b) {\n", "}])\n"},
                                 {"a.then(() => b).catch(function () {\n", "})\n"}}) {
    const std::string text =
        std::string(closure.begin) + std::string(inner) + std::string(closure.end);
    for (const Language language : {Language::javascript, Language::typescript}) {
      EXPECT_TRUE(summarize_chunk(text, language).ends_with(" function inner\n")) << text;
    }
  }
}

TEST(SyntaxChunker, FindsWhatAClosureAssignsAndReturns) {
  EXPECT_EQ(
      summarize_chunk("(function (root) {\n  root.initPlugin = function () { go() }\n})(this)\n"),
      "1-3 function initPlugin in root\n");
  EXPECT_EQ(
      summarize_chunk("define([], function () {\n  return { a: function () {}, b() {} }\n})\n"),
      "1-3 function a [b]\n");
  EXPECT_EQ(
      summarize_chunk("const api = (function () {\n  function f() {}\n  return { f }\n})()\n"),
      "1-4 constant api [f]\n");
  EXPECT_EQ(summarize_chunk("new Vue({\n  methods: {\n    click() { return 1 },\n  },\n})\n"),
            "1-5 function click\n");
  EXPECT_EQ(summarize_chunk("mode({\n  '@': function () { return 1 },\n  \"/\": () => 2,\n})\n"),
            "1-4 code -\n");
  EXPECT_EQ(summarize_chunk("app.get('/x', function (request, reply) {\n  const a = 1\n})\n"),
            "1-3 code -\n");
}

TEST(SyntaxChunker, FindsMethodsOfPrototypes) {
  const std::string methods = "{\n  m: function () { return 1 },\n  n() { return 2 },\n}";
  EXPECT_EQ(summarize_chunk("Object.assign(X.prototype, " + methods + ")\n"),
            "1-4 implementation X [m, n]\n");
  EXPECT_EQ(summarize_chunk("$.extend(a.X.prototype, " + methods + ")\n"),
            "1-4 implementation X in a [m, n]\n");
  EXPECT_EQ(summarize_chunk("X.prototype = " + methods + "\n"), "1-4 implementation X [m, n]\n");
  EXPECT_EQ(summarize_chunk("X.prototype = { a: 1 }\n"), "1-1 code -\n");
}

TEST(SyntaxChunker, CutsAClosureAtItsFunctions) {
  const char* source = R"~((function (root) {
  'use strict'
  const limit = 10

  // Opens the dialog.
  function openDialog(element) {
    element.classList.add('open')
    root.dialogs.push({ element, opened: Date.now(), limit })
  }

  root.closeDialog = function (element) {
    element.classList.remove('open')
    root.dialogs = root.dialogs.filter((other) => other.element !== element)
  }
})(window)
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::javascript), R"~(1-3 constant limit
5-9 function openDialog
11-15 function closeDialog in root
)~");
}

TEST(SyntaxChunker, FindsTypeScriptDefinitions) {
  const char* source = R"~(import type { Order } from './order'

export interface Store<K> {
  find(key: K): Promise<Order | undefined>
  readonly size: number
}

export type Key = string | number

enum State { Open, Closed = 'closed' }

declare function log(message: string): void

export abstract class MemoryStore implements Store<Key> {
  private orders = new Map<Key, Order>()

  /** Finds by key. */
  @cached()
  async find(key: Key): Promise<Order | undefined> {
    log(`find ${key} among ${this.orders.size}`)
    return this.orders.get(key)
  }

  abstract clear(): void
}

namespace Paths {
  export function of(key: Key): string { return `/orders/${encodeURIComponent(String(key))}` }
}

export function parse(text: string): Order
export function parse(bytes: Uint8Array): Order
export function parse(input: any): Order {
  return JSON.parse(String(input)) as Order
}
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::typescript), R"~(1-1 code -
3-6 type Store [find]
8-10 type State [Key]
12-12 function log
14-14 type MemoryStore
15-15 constant orders in MemoryStore
17-22 method find in MemoryStore
24-25 method clear in MemoryStore
27-29 module Paths [of]
31-35 function parse
)~");
}

TEST(SyntaxChunker, FindsTsxDefinitions) {
  const char* source = R"~(import React, { useState } from 'react'

type Props = { label: string; onPress?: () => void }

/** A button that counts. */
export const Counter: React.FC<Props> = ({ label, onPress }) => {
  const [count, setCount] = useState(0)
  return <button onClick={() => { setCount(count + 1); onPress?.() }}>{label} {count}</button>
}

export default function App() {
  return <Counter label="clicks" />
}

export const Memo = React.memo(function Memo({ label }: Props) {
  return <span className="memo">{label}</span>
})
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::tsx), R"~(1-1 code -
3-3 type Props
5-6 function Counter
7-7 code - in Counter
8-9 code - in Counter
11-13 function App
15-17 function Memo
)~");
}

TEST(SyntaxChunker, FindsPhpDefinitions) {
  const char* source = R"~(<?php

namespace App\Http\Controllers;

use App\Models\Order;

/**
 * Shows orders.
 */
final class OrderController extends Controller
{
    private const LIMIT = 10;

    protected ?Order $last = null;

    public function __construct(private OrderStore $store) {}

    /** One order. */
    public function show(int $number): View
    {
        $order = $this->store->find($number) ?? abort(404, 'no such order');
        return view('orders.show', ['order' => $order]);
    }

    public function testShowsNothing(): void { $this->get('/orders/1')->assertStatus(404); }
}

function order_path(Order $order): string { return '/orders/' . $order->number; }
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::php), R"~(1-3 code -
5-5 code - in App.Http.Controllers
7-11 type OrderController in App.Http.Controllers
12-14 constant - in App.Http.Controllers.OrderController [LIMIT, last]
16-16 method __construct in App.Http.Controllers.OrderController
18-20 method show in App.Http.Controllers.OrderController
21-21 code - in App.Http.Controllers.OrderController.show
22-23 code - in App.Http.Controllers.OrderController.show
25-26 test testShowsNothing in App.Http.Controllers.OrderController
28-28 function order_path in App.Http.Controllers
)~");
}

TEST(SyntaxChunker, FindsMarkdownDefinitions) {
  const char* source = R"~(---
title: Rings
---

A short preface that nobody reads.

# Rings

A ring keeps the newest items and drops the oldest one when it is full of them.

## Install

Run `make install` and wait until it is done, then look for the ring in your path.

### From source

```sh
# not a heading
git clone the repository and build it with the compiler you have
```

Usage
-----

Push items into the ring, one after another, until there is no more room for any.
)~";
  EXPECT_EQ(summarize_small_chunks(source, Language::markdown), R"~(1-5 section -
7-9 section Rings
11-13 section Install in Rings
15-25 section From source in Rings.Install
)~");
}

}  // namespace
}  // namespace gitctx
