// Tests the imitations of providers whose official clients are not used: accepted requests, refused
// requests and replies.
'use strict';

const assert = require('node:assert');
const { after, before, beforeEach, test } = require('node:test');
const { ConformanceServer } = require('./conformance_server.js');

let server;

before(async () => { server = await ConformanceServer.start(); });
beforeEach(() => server.control('clear', {}));
after(() => server.stop());

/** [status, document] of a POST that sends the key in every header that a provider reads. */
async function post(path, body, headers = {}) {
  const response = await fetch(server.url + path, { method: 'POST', body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${server.key}`,
      'x-api-key': server.key, 'x-goog-api-key': server.key, ...headers } });
  const text = await response.text();
  return [response.status, text.startsWith('{') ? JSON.parse(text) : text];
}

const floatsOf = (base64) => (
  new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer));
const length = (vector) => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));

test('Voyage', async () => {
  const ask = { model: 'voyage-code-3', input: ['one two', 'three'], input_type: 'document' };
  const [status, reply] = await post('/voyage/v1/embeddings', ask);
  assert.equal(status, 200);
  assert.deepEqual(reply.data.map(({ embedding }) => embedding.length), [1024, 1024]);
  assert.equal(reply.usage.total_tokens, 3);
  const [, packed] = await post('/voyage/v1/embeddings',
    { ...ask, encoding_format: 'base64', output_dimension: 256 });
  assert.equal(floatsOf(packed.data[0].embedding).length, 256);
  for (const wrong of [{ input_type: 'code' }, { output_dimension: 300 }, { model: 'ada' },
    { flavour: 1 }, { input: [] }, { input: Array(1001).fill('x') },
    { input: Array(13).fill('a '.repeat(10_000)) }]) {
    const [refused, document] = await post('/voyage/v1/embeddings', { ...ask, ...wrong });
    assert.equal(refused, 400);
    assert.equal(typeof document.detail, 'string');
  }
  const [, ranked] = await post('/voyage/v1/rerank',
    { model: 'rerank-2.5', query: 'open a file', documents: ['the sea', 'file open'], top_k: 1 });
  assert.deepEqual(ranked.data.map(({ index }) => index), [1]);
});

test('Cohere', async () => {
  const ask = { model: 'embed-v4.0', texts: ['one two'], input_type: 'search_query',
    embedding_types: ['float', 'base64'] };
  const [status, reply] = await post('/cohere/v2/embed', ask);
  assert.equal(status, 200);
  assert.equal(reply.embeddings.float[0].length, 1536);
  assert.equal(floatsOf(reply.embeddings.base64[0]).length, 1536);
  assert.equal(reply.meta.billed_units.input_tokens, 2);
  for (const wrong of [{ texts: Array(97).fill('x') }, { input_type: undefined },
    { output_dimension: 3072 }, { flavour: 1 }]) {
    const [refused, document] = await post('/cohere/v2/embed', { ...ask, ...wrong });
    assert.equal(refused, 400);
    assert.equal(typeof document.message, 'string');
  }
});

test('Gemini', async () => {
  const model = 'gemini-embedding-001';
  const path = `/gemini/v1beta/models/${model}`;
  const one = (changes) => ({ model: `models/${model}`, taskType: 'RETRIEVAL_DOCUMENT',
    content: { parts: [{ text: 'one two' }] }, ...changes });
  const [status, reply] = await post(`${path}:batchEmbedContents`,
    { requests: [one(), one({ outputDimensionality: 768 })] });
  assert.equal(status, 200);
  assert.deepEqual(reply.embeddings.map(({ values }) => values.length), [3072, 768]);
  assert.ok(Math.abs(length(reply.embeddings[0].values) - 1) < 1e-5);
  assert.ok(Math.abs(length(reply.embeddings[1].values) - 1) > 0.1, 'only full size has length 1');
  assert.equal((await post(`${path}:embedContent`, one()))[1].embedding.values.length, 3072);
  for (const wrong of [{ model: 'models/other' }, { taskType: 'CODE' }, { flavour: 1 },
    { content: { parts: [{ text: '' }] } }, { outputDimensionality: 4000 }]) {
    const [refused, document] = await post(`${path}:batchEmbedContents`,
      { requests: [one(wrong)] });
    assert.equal(refused, 400);
    assert.equal(document.error.status, 'INVALID_ARGUMENT');
  }
  const [many] = await post(`${path}:batchEmbedContents`, { requests: Array(101).fill(one()) });
  assert.equal(many, 400);
});

test('Anthropic', async () => {
  const version = { 'anthropic-version': '2023-06-01' };
  const ask = { model: 'claude-sonnet-4-5', max_tokens: 100, system: 'be brief',
    messages: [{ role: 'user', content: 'one two' }] };
  const [status, reply] = await post('/anthropic/v1/messages', ask, version);
  assert.equal(status, 200);
  assert.equal(reply.content[0].text, 'You said: one two');
  assert.equal(reply.usage.input_tokens, 2 + 3 + 2);
  const tools = [{ name: 'grade', input_schema: { type: 'object', required: ['score'],
    properties: { score: { type: 'integer', minimum: 3 } } } }];
  const [, forced] = await post('/anthropic/v1/messages',
    { ...ask, tools, tool_choice: { type: 'tool', name: 'grade' } }, version);
  assert.deepEqual([forced.content[0].type, forced.content[0].input], ['tool_use', { score: 3 }]);
  const [, stream] = await post('/anthropic/v1/messages', { ...ask, stream: true }, version);
  const events = [...stream.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
  assert.deepEqual([events[0], events.at(-1)], ['message_start', 'message_stop']);
  const text = [...stream.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json))
    .map(({ delta }) => delta?.text ?? '').join('');
  assert.equal(text, 'You said: one two');
  assert.equal((await post('/anthropic/v1/messages', ask))[0], 400, 'no anthropic-version');
  for (const wrong of [{ max_tokens: undefined }, { flavour: 1 }, { messages: [] },
    { messages: [{ role: 'system', content: 'x' }] }]) {
    const [refused, document] = await post('/anthropic/v1/messages', { ...ask, ...wrong }, version);
    assert.equal(refused, 400);
    assert.equal(document.error.type, 'invalid_request_error');
  }
});

test('a local copy of OpenAI needs no key, sends floats, and no usage', async () => {
  const [status, reply] = await post('/compatible/v1/embeddings',
    { model: 'nomic', input: ['x'], encoding_format: 'base64', options: {} },
    { authorization: '' });
  assert.equal(status, 200);
  assert.equal(reply.data[0].embedding.length, 384);
  assert.equal(reply.usage, undefined);
});

test('a wrong key is refused by all, in the words of each', async () => {
  const wrong = { authorization: 'Bearer stranger', 'x-api-key': 'stranger',
    'x-goog-api-key': 'stranger' };
  for (const path of ['/v1/embeddings', '/voyage/v1/embeddings', '/cohere/v2/embed',
    '/gemini/v1beta/models/m:embedContent', '/anthropic/v1/messages', '/langsmith/datasets']) {
    const [status, document] = await post(path, {}, wrong);
    assert.equal(status, 401, path);
    assert.match(JSON.stringify(document), /Incorrect API key provided: stranger/, path);
  }
  const recorded = JSON.stringify(await server.exchanges());
  assert.ok(!recorded.includes('stranger'), 'keys are not recorded');
});

test('control refuses what it does not know', async () => {
  await assert.rejects(server.control('failures', { kind: 'flood' }), /no such kind/);
  await assert.rejects(server.control('nothing', {}), /no such route/);
});
