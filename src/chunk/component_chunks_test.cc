#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "chunk/testing/chunk_promises.h"
#include "chunk/testing/chunk_summary.h"

namespace gitctx {
namespace {

std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

constexpr std::string_view options_component = R"~(<template>
  <button @click="save">{{ total < 3 ? 'few' : "it's" }}</button>
</template>

<script>
import { post } from './api'

export default {
  name: 'Order',
  data() {
    return { count: 1, unit: 'kg', address: null, customer: null }
  },
  methods: {
    save() {
      return post('/orders', { count: this.count, unit: this.unit })
    },
    async load(id) {
      this.customer = await post('/customers', { id, full: true })
    },
  },
}
</script>

<style scoped>
button { color: red; }
</style>
)~";

TEST(ComponentChunks, AreTheMethodsOfOptions) {
  const std::string expected = R"~(1-2 text -
3-6 code -
8-9 code -
10-12 function data
13-16 function save
17-22 function load
24-26 text -
)~";
  EXPECT_EQ(summarize_small_chunks(options_component, Language::vue), expected);
  EXPECT_EQ(summarize_small_chunks(with_crlf(options_component), Language::vue), expected);
}

TEST(ComponentChunks, AreTheFunctionsOfASetup) {
  EXPECT_EQ(summarize_small_chunks(R"~(<script lang="ts">
export interface Props { title: string; count: number; limit?: number }
</script>
<script setup lang="ts">
import { ref } from 'vue'
const save = () => {
  history.pushState({ saved: true }, '', location.href)
}
function load(id: number): void {
  history.replaceState({ id, loaded: true }, '', location.href)
}
</script>

<template>
  <button @click="save">Save</button>
</template>
)~",
                                   Language::vue),
            R"~(1-3 type Props
4-5 code -
6-8 function save
9-12 function load
14-16 text -
)~");
}

TEST(ComponentChunks, AreTheFunctionsOfSvelte) {
  EXPECT_EQ(summarize_small_chunks(R"~(<script context="module">
  export async function save({ params }) {
    return { props: { slug: params.slug, saved: true, time: Date.now() } };
  }
</script>

<script>
  export let article;
  $: doubled = article.count * 2;
  const load = async () => {
    article = await fetch('/articles/' + article.slug).then((reply) => reply.json());
  };
</script>

{#if article}
  <p on:click={load}>{article.title}</p>
{/if}
)~",
                                   Language::svelte),
            R"~(1-5 function save
7-9 constant article
10-13 function load
15-17 text -
)~");
}

TEST(ComponentChunks, AreTheFunctionsOfAPage) {
  EXPECT_EQ(summarize_small_chunks(R"~(<!DOCTYPE html>
<title>Orders</title>
<SCRIPT TYPE="text/javascript">
function save() { return document.forms['order'].submit({ now: true }); }
</SCRIPT>
<p>One paragraph about the orders of the customer and their prices.</p>
<script>
const load = function () { return fetch('/orders').then((reply) => reply.json()); };
)~",
                                   Language::html),
            R"~(1-2 text -
3-5 function save
6-6 text -
7-8 function load
)~");
}

TEST(ComponentChunks, AreLinesIfTheScriptsDefineNothing) {
  for (const Language language : {Language::vue, Language::svelte, Language::html}) {
    for (const std::string script :
         {"", "<script>track('view')</script>\n",
          "<script type=\"text/x-template\">\n<p>\n</script>\n", "<script src=\"a.js\"></script>\n",
          "<!-- <script>function f() {}</script> -->\n"}) {
      const std::string text = "<p>Text</p>\n" + script;
      EXPECT_EQ(summarize_small_chunks(text, language),
                summarize_small_chunks(text, Language::plain_text))
          << text;
    }
  }
}

const std::vector<std::string_view> pieces = {"<script>",
                                              "<SCRIPT lang=\"ts\"\n setup>",
                                              "</script>",
                                              "<script src='a' />",
                                              "<style>",
                                              "</style>",
                                              "<!--",
                                              "-->",
                                              "<p>\xC3\xA9</p>",
                                              "\n",
                                              "\r\n",
                                              "function f() {",
                                              "}",
                                              "const a = () => 1",
                                              "export default {",
                                              "save() { x() }",
                                              ",",
                                              "methods: {",
                                              "'",
                                              "`\n",
                                              "<template>",
                                              "{{ a < b }}",
                                              "  ",
                                              "class A { b() {} }",
                                              "// note\n"};

RC_GTEST_PROP(ComponentChunks, KeepThePromisesOfChunks, ()) {
  const auto language =
      *rc::gen::elementOf(std::vector{Language::vue, Language::svelte, Language::html});
  std::string text;
  for (const std::string_view piece :
       *rc::gen::container<std::vector<std::string_view>>(rc::gen::elementOf(pieces))) {
    text += piece;
  }
  const int chunk_tokens = *rc::gen::inRange(4, 40);
  const ChunkLimits limits{.chunk_tokens = chunk_tokens, .max_chunk_tokens = chunk_tokens * 2};
  const std::vector<Chunk> chunks = make_syntax_chunker(limits)->chunk({text, language});
  RC_ASSERT(find_broken_promise(text, chunks, limits) == "");
}

}  // namespace
}  // namespace gitctx
