// A normal form of requests to LangSmith. Equivalent requests have equal normal forms. An id
// becomes a name for its object, a time becomes T, and a multipart body becomes a list of parts.
'use strict';

const { partsOf } = require('./conformance_server.js');

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?/g;
const orderTime = /\d{8}T\d{12}Z/g;
const timeFields = ['start_time', 'end_time', 'created_at'];

/** A map from each id in the state of the server to a name for its object. */
function meaningsOf({ datasets, examples, sessions, runs, feedback }) {
  const names = new Map();
  for (const { id } of datasets) names.set(id, 'dataset');
  for (const { id, inputs } of examples) names.set(id, `example ${Object.values(inputs)}`);
  for (const { id, name, reference_dataset_id: dataset } of sessions) {
    names.set(id, dataset ? 'experiment' : `project ${name}`);
  }
  for (const { id, trace_id: trace, name } of runs) {
    const root = runs.find((run) => run.id === trace);
    names.set(id, `run ${name} of ${names.get(root.reference_example_id) ?? 'no example'}`);
  }
  for (const { id, key, run_id: run } of feedback) {
    names.set(id, `feedback ${key} of ${names.get(run) ?? 'experiment'}`);
  }
  return names;
}

/** Makes a function that turns a recorded exchange into {request, body}. */
function normaliser(state, experimentName) {
  const names = meaningsOf(state);
  const plain = (text) => text.replace(orderTime, 'T ').replace(time, 'T')
    .replace(uuid, (id) => `<${names.get(id) ?? 'unknown'}>`)
    .replaceAll(experimentName, '<experiment name>');
  const normal = (value, name) => {
    // The JavaScript client also sends times as numbers.
    if (typeof value === 'number' && timeFields.includes(name)) return 'T';
    if (typeof value === 'string') return plain(value);
    if (Array.isArray(value)) return value.map((item) => normal(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.keys(value).sort().map((key) => [key, normal(value[key], key)]));
  };
  return (exchange) => {
    const query = exchange.query.split('&').sort().join('&');
    const path = exchange.path.replace('/langsmith', '') + (query ? `?${query}` : '');
    const request = `${exchange.method} ${plain(path)}`;
    if (exchange.body === '') return { request, body: null };
    if (exchange.body.startsWith('{')) return { request, body: normal(JSON.parse(exchange.body)) };
    const parts = partsOf(exchange).map(({ name, body }) => (
      [plain(name), normal(JSON.parse(body))]));
    return { request, body: Object.fromEntries(parts) };
  };
}

module.exports = { normaliser };
