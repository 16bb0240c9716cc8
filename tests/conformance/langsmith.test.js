// The official LangSmith client works with the server that our client is tested against.
'use strict';

const assert = require('node:assert');
const { after, before, beforeEach, test } = require('node:test');
const { ConformanceServer, cleanEnvironment, scratchFolder } = require('./conformance_server.js');

let server;
let Client;
let client;

before(async () => {
  server = await ConformanceServer.start();
  const environment = { ...cleanEnvironment(scratchFolder()), LANGSMITH_TRACING: 'true',
    LANGSMITH_ENDPOINT: `${server.url}/langsmith`, LANGSMITH_API_KEY: server.key };
  for (const name of Object.keys(process.env)) {
    if (/^(LANG|GITHUB_)/.test(name)) delete process.env[name];
  }
  Object.assign(process.env, environment);
  ({ Client } = require('langsmith'));
  client = new Client();
});
beforeEach(() => server.control('clear', {}));
after(() => server.stop());

const failed = async () => (await server.exchanges()).filter(({ status }) => status >= 400);

test('data sets, with examples over several pages', async () => {
  const dataset = await client.createDataset('pages');
  await client.createExamples([...Array(101).keys()].map((i) => (
    { dataset_id: dataset.id, inputs: { i }, outputs: { i: i * i }, split: i < 3 ? 'a' : 'b' })));
  const examples = [];
  for await (const example of client.listExamples({ datasetName: 'pages' })) examples.push(example);
  assert.deepEqual(examples.map(({ inputs }) => inputs.i), [...Array(101).keys()]);
  const few = [];
  for await (const example of client.listExamples({ datasetId: dataset.id, splits: ['a'] })) {
    few.push(example);
  }
  assert.equal(few.length, 3);
  assert.deepEqual(await failed(), []);
  await assert.rejects(client.createDataset('pages'), /409|already exists/);
});

test('runs as multipart, and as batches where that is not known', async () => {
  const { traceable } = require('langsmith/traceable');
  const traced = traceable(async (text) => text.length, { name: 'measure', client });
  await traced('four');
  await client.awaitPendingTraceBatches();
  assert.deepEqual(await failed(), []);
  await server.control('failures', { path: '/runs/multipart', status: 404, times: -1 });
  const other = new Client();
  await traceable(async () => 1, { name: 'fallback', client: other })();
  await other.awaitPendingTraceBatches();
  const { runs } = await server.control('langsmith');
  assert.deepEqual(runs.map(({ name }) => name), ['measure', 'fallback']);
  assert.deepEqual(runs[0].outputs, { outputs: 4 });
});

test('feedback has at most four decimals', async () => {
  const { runs } = await server.control('langsmith');
  await client.createFeedback(runs[0].id, 'exact',
    { score: 0.123456, sessionId: runs[0].session_id });
  const { feedback } = await server.control('langsmith');
  assert.equal(feedback.at(-1).score, 0.1235);
  const raw = await fetch(`${server.url}/langsmith/feedback`, { method: 'POST',
    headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
    body: JSON.stringify({ run_id: runs[0].id, key: 'exact', score: 0.123456 }) });
  assert.equal(raw.status, 422);
});

test('prompts are pushed, tagged and pulled', async () => {
  const manifest = (template) => ({ lc: 1, type: 'constructor',
    id: ['langchain', 'prompts', 'prompt', 'PromptTemplate'],
    kwargs: { template, input_variables: [], template_format: 'f-string' } });
  await client.pushPrompt('greeting', { object: manifest('hello'), commitTags: ['first'] });
  await client.pushPrompt('greeting', { object: manifest('good day') });
  const latest = await client.pullPromptCommit('greeting');
  const first = await client.pullPromptCommit('greeting:first');
  assert.equal(latest.manifest.kwargs.template, 'good day');
  assert.equal(first.manifest.kwargs.template, 'hello');
  await assert.rejects(client.pushPrompt('greeting', { object: manifest('good day') }),
    /Nothing to commit/);
});

test('comparisons need two experiments of one data set', async () => {
  const dataset = await client.createDataset('compared');
  const make = (name) => client.createProject(
    { projectName: name, referenceDatasetId: dataset.id });
  const [one, two] = [await make('one'), await make('two')];
  const made = await client.createComparativeExperiment(
    { name: 'one or two', experimentIds: [one.id, two.id] });
  assert.equal(made.reference_dataset_id, dataset.id);
  await assert.rejects(make('one'), /409|already exists/);
  await assert.rejects(client.createComparativeExperiment(
    { name: 'one', experimentIds: [one.id], referenceDatasetId: dataset.id }));
});

test('runs that break the rules of their ids are refused', async () => {
  const id = '01a2029f-c2bd-7000-8000-02fe2fde0872';
  const run = { id, trace_id: id, name: 'n', run_type: 'chain', session_name: 'p', inputs: {},
    start_time: '2026-11-22T09:39:14.237001Z', dotted_order: `20261122T093914237001Z${id}` };
  const send = async (changes) => {
    const response = await fetch(`${server.url}/langsmith/runs/batch`, { method: 'POST',
      headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
      body: JSON.stringify({ post: [{ ...run, ...changes }], patch: [] }) });
    return [response.status, (await response.json()).detail?.[0]?.loc?.[1]];
  };
  const other = '01a2029f-c2c0-7000-8000-00e42e0ecbf5';
  assert.deepEqual(await send({ trace_id: other }), [422, 'trace_id']);
  assert.deepEqual(await send({ id: other }), [422, 'id']);
  assert.deepEqual(await send({ parent_run_id: other }), [422, 'parent_run_id']);
  assert.deepEqual(await send({ start_time: '2026-11-22T09:39:14.237002Z' }), [422, 'start_time']);
  assert.deepEqual(await send({ dotted_order: id }), [422, 'dotted_order']);
  assert.deepEqual(await send({ run_type: 'thought' }), [422, 'run_type']);
  assert.deepEqual(await send({ flavour: 1 }), [422, 'flavour']);
  assert.deepEqual(await send({}), [202, undefined]);
  assert.deepEqual(await send({}), [409, undefined]);
});
