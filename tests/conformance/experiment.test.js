// The official LangSmith client and ours send the same experiment. Every difference between their
// requests is listed here with its reason; an entry without a difference fails the test.
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { ConformanceServer, cleanEnvironment, runProgram, scratchFolder } =
  require('./conformance_server.js');
const { normaliser } = require('./normal_form.js');

const experiment = {
  dataset: 'capitals',
  description: 'Capitals of countries',
  metadata: { model: 'embedded' },
  examples: [{ inputs: { country: 'France' }, outputs: { city: 'Paris' } },
    { inputs: { country: 'Spain' }, outputs: { city: 'Madrid' } }],
  answers: { France: 'Paris', Spain: 'Rome' },
  metadataOfExamples: { level: 1 },
  split: 'train',
};

/** Requests that only the official client ("theirs") sends. */
const onlyTheirs = [
  { request: /^GET \/examples\/<example \w+>$/,
    why: 'reads back what it wrote; the upload said the ids, and the list that follows the rest' },
  { request: /^GET \/datasets\/<dataset>\?limit=1$/,
    why: 'only for the link; the tenant in it came with the data set' },
  { request: /^GET \/sessions\?limit=1&offset=0$/,
    why: 'only for the link, as above' },
];

/** Requests that one side repeats. Each request is compared only once. */
const repeated = [
  { request: 'GET /datasets?limit=1&name=capitals',
    why: 'theirs asks for the number of examples again; ours looks before it makes a data set' },
  { request: 'GET /info',
    why: 'theirs asks once for each consumer of the answer; ours keeps it' },
];

/** Parts that only the multipart bodies of the official client have. */
const partsOnlyTheirs = [
  { part: /\.serialized$/, why: 'an empty object: there is no LangChain object to serialise' },
  { part: /^post\.<run lookup of example \w+>\.extra$/,
    why: 'repeats what its root says; our steps say only what is theirs' },
  { part: /^post\.<run (evaluator of example \w+|mean of no example)>/,
    why: 'evaluators are traced as runs of their own; ours run before the upload, and their '
      + 'scores carry comments instead (rule 5: such traces are optional)' },
];

/** Fields that differ; `theirs` and `ours` are the expected values, undefined if missing. */
const fields = [
  { at: /^POST \/sessions$/, field: 'id', ours: '<experiment>',
    why: 'the client picks the id, so that an upload that was interrupted can be repeated' },
  { at: /^POST \/sessions$/, field: 'start_time', ours: 'T',
    why: 'the evaluation ran before the upload, whose time LangSmith would take' },
  { at: /^POST \/sessions$/, field: 'description', theirs: null,
    why: 'an absent description; theirs drops even a given one (rule 8)' },
  { at: /^POST \/sessions$/, field: 'extra.metadata.num_repetitions', ours: 1,
    why: 'known from the start; theirs adds it when the experiment ends' },
  { at: /^POST \/sessions$/, field: 'extra.metadata.dataset_version', ours: 'T', why: 'as above' },
  { at: /^POST \/sessions$/, field: 'extra.metadata.dataset_splits', ours: ['train'],
    why: 'as above' },
  { at: /^(POST|PATCH) \/sessions/, field: 'extra.metadata.__ls_runner', ours: 'gitctx',
    why: 'says what ran it, as the Python client does' },
  { at: /^PATCH \/sessions/, field: 'name', theirs: null, why: 'unchanged, so not sent' },
  { at: /^PATCH \/sessions/, field: 'description', theirs: null, why: 'unchanged, so not sent' },
  { at: /^PATCH \/sessions/, field: 'extra.metadata.revision_id', theirs: null,
    why: 'the commit is metadata of the experiment itself' },
  { at: /^PATCH \/sessions/, field: 'end_time', theirs: null, ours: 'T',
    why: 'the experiment is over; theirs leaves it open (rule 4)' },
  { at: /^post\.<run \w+ of example \w+>$/, field: 'session_name', theirs: '<experiment name>',
    why: 'a name can be taken by another experiment meanwhile (rule 1)' },
  { at: /^post\.<run \w+ of example \w+>$/, field: 'session_id', ours: '<experiment>',
    why: 'as above' },
  { at: /^post\.<run \w+ of example \w+>$/, field: 'child_runs', theirs: [],
    why: 'always empty: children are runs of their own' },
  { at: /^post\.<run \w+ of example \w+>$/, field: 'tags', theirs: [], why: 'there are none' },
  { at: /^post\.<run \w+ of example \w+>\.extra$/, field: 'runtime',
    theirs: { library: 'langsmith', runtime: 'node', sdk: 'langsmith-js', sdk_version: '0.12.0' },
    why: 'describes the JavaScript client' },
  { at: /^post\.<run \w+ of example \w+>\.extra$/, field: 'metadata.LANGSMITH_TRACING',
    theirs: 'true', why: 'variables of the environment are nobody\'s business' },
  { at: /^feedback\./, field: 'feedback_source',
    theirs: { type: 'model', metadata: { __run: { run_id: '<run evaluator of example X>' } } },
    ours: { type: 'api', metadata: {} },
    why: 'a score that no evaluator run stands for has the source api (rule 5)' },
];

let server;
const sides = {};

before(async () => {
  server = await ConformanceServer.start();
  const home = scratchFolder();
  for (const name of Object.keys(process.env)) {
    if (/^(LANG|GITHUB_)/.test(name)) delete process.env[name];
  }
  const settings = { LANGSMITH_ENDPOINT: `${server.url}/langsmith`,
    LANGSMITH_API_KEY: server.key, LANGSMITH_TRACING: 'true' };
  Object.assign(process.env, settings, { HOME: home });
  // Outside any repository, because the official client adds facts from git.
  process.chdir(home);
  sides.theirs = await record(sendTheirs);
  await server.stop();
  server = await ConformanceServer.start();
  settings.LANGSMITH_ENDPOINT = `${server.url}/langsmith`;
  sides.ours = await record(async () => {
    const result = runProgram('gitctx_upload_experiment', [],
      JSON.stringify(ourRecord()), { ...cleanEnvironment(home), ...settings });
    assert.equal(result.failure, '');
    sides.link = result.link;
    return result.name;
  });
});
after(() => server.stop());

/** Runs `send`, which returns the experiment's name. Returns the requests in normal form. */
async function record(send) {
  const name = await send();
  const state = await server.control('langsmith');
  const exchanges = await server.exchanges();
  assert.deepEqual(exchanges.filter(({ status }) => status >= 400), []);
  return { state, requests: exchanges.map(normaliser(state, name)) };
}

async function sendTheirs() {
  const { Client } = require('langsmith');
  const { evaluate } = require('langsmith/evaluation');
  const { traceable } = require('langsmith/traceable');
  const client = new Client();
  const dataset = await client.createDataset(
    experiment.dataset, { description: experiment.description });
  await client.createExamples(experiment.examples.map((example) => ({ dataset_id: dataset.id,
    ...example, metadata: experiment.metadataOfExamples, split: experiment.split })));
  const lookup = traceable(
    async ({ country }) => ({ city: experiment.answers[country] }),
    { name: 'lookup', run_type: 'retriever', client });
  const target = traceable(async (inputs) => lookup(inputs), { name: 'target', client });
  const correct = async ({ outputs, referenceOutputs }) => ({ key: 'correct', comment: 'compared',
    score: outputs.city === referenceOutputs.city ? 1 : 0.123456 });
  const mean = async () => ({ key: 'mean', score: 0.5617 });
  const results = await evaluate(target, { data: experiment.dataset, client, maxConcurrency: 1,
    evaluators: [correct], summaryEvaluators: [mean], experimentPrefix: 'capitals',
    metadata: experiment.metadata });
  await client.awaitPendingTraceBatches();
  // Another client may trace the evaluators, so wait for all runs: two for each example, one for
  // each evaluation, and one for the summary.
  await server.until('langsmith', ({ runs }) => runs.length === 7);
  return results.experimentName;
}

function ourRecord() {
  const base = { id: '', metadata: null, error: '' };
  let clock = 1_795_000_000_000_000;
  const runs = experiment.examples.map(({ inputs }, example) => {
    const outputs = { city: experiment.answers[inputs.country] };
    const times = () => ({ start: clock++, end: clock + 1000 });
    const score = inputs.country === 'France' ? 1 : 0.123456;
    return { example,
      root: { ...base, ...times(), name: 'target', run_type: 'chain', inputs, outputs,
        steps: [{ ...base, ...times(), name: 'lookup', run_type: 'retriever', inputs, outputs,
          steps: [] }] },
      scores: [{ id: '', key: 'correct', score, comment: 'compared', is_lower_better: false }] };
  });
  return { version: 1, id: '', dataset: experiment.dataset,
    dataset_description: experiment.description, name: 'capitals-1234', description: '',
    repetitions: 1, start: 1_795_000_000_000_000, end: 1_795_000_001_000_000,
    metadata: experiment.metadata,
    summary: [{ id: '', key: 'mean', score: 0.5617, comment: '', is_lower_better: false }],
    examples: experiment.examples.map((example) => (
      { id: '', ...example, metadata: experiment.metadataOfExamples, split: experiment.split })),
    runs };
}

const used = new Set();

/** Whether one of the rules matches. The matching rule is added to `used`. */
function explained(rules, fits) {
  const rule = rules.find(fits);
  if (rule) used.add(rule);
  return rule !== undefined;
}

/** Checks and removes the fields that the rules list for this place. */
function withoutFields(place, body, side) {
  for (const rule of fields.filter(({ at }) => at.test(place))) {
    const path = rule.field.split('.');
    const last = path.pop();
    const owner = path.reduce((value, name) => value?.[name], body);
    if (owner === undefined || !(last in owner)) continue;
    const seen = JSON.parse(JSON.stringify(owner[last]).replace(/example \w+/, 'example X'));
    assert.deepEqual(seen, rule[side], `${side}: ${place}: ${rule.field}`);
    used.add(rule);
    delete owner[last];
  }
  return body;
}

/** Sorted entries: one for each request, except that multipart runs have one for each part. */
function comparable(requests, side) {
  const out = new Map();
  for (const { request, body } of structuredClone(requests)) {
    if (side === 'theirs' && explained(onlyTheirs, (rule) => rule.request.test(request))) continue;
    if (out.has(request) && explained(repeated, (rule) => rule.request === request)) continue;
    if (request === 'POST /runs/multipart') {
      for (const [part, value] of Object.entries(body)) {
        if (side === 'theirs' && explained(partsOnlyTheirs, (rule) => rule.part.test(part))) {
          continue;
        }
        out.set(part, withoutFields(part, value, side));
      }
      continue;
    }
    assert.ok(!out.has(request), `${side}: ${request} comes twice`);
    out.set(request, withoutFields(request, body, side));
  }
  return Object.fromEntries([...out].sort(([a], [b]) => (a < b ? -1 : 1)));
}

test('requests and bodies are the same but for the differences above', () => {
  const [theirs, ours] = ['theirs', 'ours'].map((side) => comparable(sides[side].requests, side));
  // JavaScript's dates have milliseconds, LangSmith's have microseconds: each becomes T here.
  assert.deepEqual(Object.keys(ours), Object.keys(theirs));
  for (const place of Object.keys(ours)) assert.deepEqual(ours[place], theirs[place], place);
  const idle = [...onlyTheirs, ...repeated, ...partsOnlyTheirs, ...fields]
    .filter((rule) => !used.has(rule));
  assert.deepEqual(idle, [], 'a difference that is listed does not exist');
});

test('our order is that of an experiment that is over', () => {
  // The official client closes the experiment before its runs arrive, because it waits for a full
  // batch.
  assert.deepEqual(sides.ours.requests.map(({ request }) => request), [
    'GET /datasets?limit=1&name=capitals',
    'POST /datasets',
    'GET /info',
    'POST /v1/platform/datasets/<dataset>/examples',
    'GET /examples?dataset=<dataset>&inline_s3_urls=true&limit=100&offset=0',
    'POST /sessions',
    'POST /runs/multipart',
    'POST /feedback',
    'PATCH /sessions/<experiment>',
  ]);
});

test('LangSmith keeps the same experiment', () => {
  const kept = ({ state }) => {
    const session = state.sessions.find((one) => one.reference_dataset_id);
    const runs = state.runs.filter((run) => run.session_id === session.id);
    return {
      examples: state.examples.map(({ inputs, outputs, metadata }) => (
        { inputs, outputs, metadata })),
      runs: runs.map(({ name, run_type: type, inputs, outputs }) => (
        { name, type, inputs, outputs })).sort((a, b) => (
        JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
      scores: state.feedback.map(({ key, score, comment }) => [key, score, comment ?? null]).sort(),
      counts: [session.num_examples, session.num_repetitions, session.evaluator_keys],
    };
  };
  assert.deepEqual(kept(sides.ours), kept(sides.theirs));
});

test('the link leads to the experiment', () => {
  const session = sides.ours.state.sessions[0];
  assert.equal(sides.link, `http://localhost:3000/o/${session.tenant_id}/datasets/`
    + `${session.reference_dataset_id}/compare?selectedSessions=${session.id}`);
});

test('a second upload of the same content adds an experiment, and no examples', async () => {
  const settings = { LANGSMITH_ENDPOINT: `${server.url}/langsmith`, LANGSMITH_API_KEY: server.key };
  const result = runProgram('gitctx_upload_experiment', [], JSON.stringify(ourRecord()), settings);
  assert.equal(result.failure, '');
  assert.match(result.name, /^capitals-1234-[0-9a-f]{6}$/);
  const state = await server.control('langsmith');
  assert.equal(state.examples.length, 2);
  assert.equal(state.sessions.length, 2);
});
