// The official OpenAI client works with the server that our client is tested against.
'use strict';

const assert = require('node:assert');
const { after, before, beforeEach, test } = require('node:test');
const OpenAI = require('openai');
const { ConformanceServer } = require('./conformance_server.js');

let server;
let client;

before(async () => {
  server = await ConformanceServer.start();
  client = new OpenAI({ apiKey: server.key, baseURL: `${server.url}/v1` });
});
beforeEach(() => server.control('clear', {}));
after(() => server.stop());

test('embeddings come as base64, which the client asks for, and are the floats', async () => {
  const request = { model: 'text-embedding-3-small', input: ['read a file', 'write'] };
  const packed = await client.embeddings.create(request);
  const floats = await client.embeddings.create({ ...request, encoding_format: 'float' });
  const asFloats = ({ embedding }) => embedding.map(Math.fround);
  assert.deepEqual(packed.data.map(asFloats), floats.data.map(asFloats));
  assert.equal(packed.data[0].embedding.length, 1536);
  const squares = packed.data[0].embedding.reduce((sum, value) => sum + value * value, 0);
  assert.ok(Math.abs(squares - 1) < 1e-5);
  assert.deepEqual(packed.usage, { prompt_tokens: 4, total_tokens: 4 });
  const [first] = await server.exchanges();
  assert.equal(JSON.parse(first.body).encoding_format, 'base64');
  assert.equal((await server.control('counts'))['POST /v1/embeddings'].input_tokens, 8);
});

test('texts that share words are nearer than others', async () => {
  const { data } = await client.embeddings.create(
    { model: 'text-embedding-3-large', input: ['parse the yaml file', 'yaml parser', 'sea'],
      dimensions: 256 });
  const dot = (a, b) => a.embedding.reduce((sum, value, i) => sum + value * b.embedding[i], 0);
  assert.ok(dot(data[0], data[1]) > dot(data[0], data[2]) + 0.1);
});

test('what OpenAI refuses is refused in its own words', async () => {
  const refused = async (request, type, pattern) => {
    await assert.rejects(client.embeddings.create(request), (error) => {
      assert.ok(error instanceof type, `${error.constructor.name}: ${error.message}`);
      assert.match(error.message, pattern);
      return true;
    });
  };
  const model = 'text-embedding-3-small';
  await refused({ model, input: 'x', flavour: 1 }, OpenAI.BadRequestError, /flavour/);
  await refused({ model, input: [] }, OpenAI.BadRequestError, /input/);
  await refused({ model, input: [''] }, OpenAI.BadRequestError, /empty/);
  await refused({ model, input: 'x', dimensions: 1537 }, OpenAI.BadRequestError, /1536/);
  await refused({ model, input: 'a '.repeat(8193) }, OpenAI.BadRequestError, /8192 tokens/);
  await refused({ model, input: Array(50).fill('a '.repeat(7000)) }, OpenAI.BadRequestError,
    /Requested 350000 tokens, max 300000/);
  await refused({ model: 'none', input: 'x' }, OpenAI.NotFoundError, /does not exist/);
  const stranger = new OpenAI({ apiKey: 'wrong', baseURL: `${server.url}/v1` });
  await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
});

test('chats answer as scripted, by schema, and in a stream', async () => {
  await server.control('chats', { text: 'scripted' });
  const ask = { model: 'gpt-4.1-mini', messages: [{ role: 'user', content: 'one two' }] };
  const scripted = await client.chat.completions.create(ask);
  assert.equal(scripted.choices[0].message.content, 'scripted');
  assert.equal(scripted.usage.prompt_tokens, 3 + 3 + 2);

  const schema = { type: 'object', additionalProperties: false, required: ['grade'],
    properties: { grade: { type: 'integer', minimum: 1 } } };
  const format = (strict) => (
    { type: 'json_schema', json_schema: { name: 'grade', strict: true, schema: strict } });
  const structured = await client.chat.completions.create(
    { ...ask, response_format: format(schema) });
  assert.deepEqual(JSON.parse(structured.choices[0].message.content), { grade: 1 });
  await assert.rejects(
    client.chat.completions.create({ ...ask, response_format: format({ type: 'object',
      properties: schema.properties, required: ['grade'] }) }),
    /additionalProperties/);

  const stream = await client.chat.completions.create(
    { ...ask, stream: true, stream_options: { include_usage: true } });
  let text = '';
  let usage;
  for await (const event of stream) {
    text += event.choices[0]?.delta.content ?? '';
    usage = event.usage ?? usage;
  }
  assert.equal(text, 'You said: one two');
  assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);

  await server.control('chats', { refusal: 'I will not.' });
  const declined = await client.chat.completions.create(ask);
  assert.equal(declined.choices[0].message.refusal, 'I will not.');
});

test('a batch goes through its states and answers every line', async () => {
  const line = (id, body) => JSON.stringify(
    { custom_id: id, method: 'POST', url: '/v1/embeddings', body });
  const model = 'text-embedding-3-small';
  const lines = [line('a', { model, input: ['one', 'two'] }), line('b', { model, input: '' }),
    line('c', { model, input: 'three' })].join('\n');
  const file = await client.files.create(
    { purpose: 'batch', file: await OpenAI.toFile(Buffer.from(lines), 'in.jsonl') });
  const created = await client.batches.create(
    { input_file_id: file.id, endpoint: '/v1/embeddings', completion_window: '24h' });
  const states = [created.status];
  let batch = created;
  while (batch.status !== 'completed') {
    batch = await client.batches.retrieve(created.id);
    states.push(batch.status);
  }
  assert.deepEqual(states, ['validating', 'in_progress', 'finalizing', 'completed']);
  assert.deepEqual(batch.request_counts, { total: 3, completed: 2, failed: 1 });
  const read = async (id) => (await (await client.files.content(id)).text()).trim().split('\n')
    .map((text) => JSON.parse(text));
  const outputs = await read(batch.output_file_id);
  assert.deepEqual(outputs.map((output) => output.custom_id), ['c', 'a']);
  assert.equal(outputs[1].response.body.data.length, 2);
  const errors = await read(batch.error_file_id);
  assert.deepEqual(errors.map((error) => error.response.status_code), [400]);
  const counts = (await server.control('counts'))['POST /v1/batches'];
  assert.deepEqual([counts.inputs, counts.input_tokens], [3, 3]);
});

test('a batch whose lines are no requests fails, and costs nothing', async () => {
  const file = await client.files.create(
    { purpose: 'batch', file: await OpenAI.toFile(Buffer.from('{}\n'), 'in.jsonl') });
  const created = await client.batches.create(
    { input_file_id: file.id, endpoint: '/v1/embeddings', completion_window: '24h' });
  const batch = await client.batches.retrieve(created.id);
  assert.equal(batch.status, 'failed');
  assert.equal(batch.errors.data[0].line, 1);
  assert.equal((await server.control('counts'))['POST /v1/batches'].input_tokens, 0);
});

test('injected failures are what the client takes them for', async () => {
  const request = { model: 'text-embedding-3-small', input: 'x' };
  const once = new OpenAI({ apiKey: server.key, baseURL: `${server.url}/v1`, maxRetries: 0 });
  const fail = async (failure, check) => {
    await server.control('failures', { path: '/v1/embeddings', ...failure });
    await assert.rejects(once.embeddings.create(request), check);
    await once.embeddings.create(request);
  };
  const status = (code) => (error) => error.status === code;
  for (const code of [401, 404, 409, 422, 429, 500]) await fail({ status: code }, status(code));
  await fail({ status: 429, code: 'insufficient_quota' },
    (error) => error.code === 'insufficient_quota');
  await fail({ kind: 'closed' }, OpenAI.APIConnectionError);
  await fail({ kind: 'truncated' }, Error);
  const hasty = new OpenAI(
    { apiKey: server.key, baseURL: `${server.url}/v1`, maxRetries: 0, timeout: 50 });
  await server.control('failures', { kind: 'slow', delay_ms: 60_000 });
  await assert.rejects(hasty.embeddings.create(request), OpenAI.APIConnectionTimeoutError);

  await server.control('failures', { status: 429, times: 2, headers: { 'retry-after-ms': '1' } });
  await client.embeddings.create(request);
});

test('limits are told in headers and kept', async () => {
  await server.control('settings', { limits: { requests_per_minute: 60, burst_ms: 2000 } });
  const once = new OpenAI({ apiKey: server.key, baseURL: `${server.url}/v1`, maxRetries: 0 });
  const { response } = await once.models.list().withResponse();
  assert.equal(response.headers.get('x-ratelimit-limit-requests'), '60');
  assert.equal(response.headers.get('x-ratelimit-remaining-requests'), '1');
  assert.match(response.headers.get('x-ratelimit-reset-requests'), /^(1s|\d+ms)$/);
  await once.models.list();
  await assert.rejects(async () => {
    for (let i = 0; i < 100; ++i) await once.models.list();
  }, (error) => error.status === 429 && Number(error.headers.get('retry-after-ms')) > 0);
  await server.control('settings', { limits: {} });
});
