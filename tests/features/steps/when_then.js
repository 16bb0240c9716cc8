'use strict';

const { When, Then } = require('@cucumber/cucumber');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');

When('I run `{}`', function (line) {
  this.run(line);
});

Then('it succeeds', function () {
  assert.equal(this.last.code, 0, this.report());
});

Then('it fails with code {int}', function (code) {
  assert.equal(this.last.code, code, this.report());
});

const streams = { 'standard output': 'out', 'standard error': 'err' };

Then(/^(standard output|standard error) has "(.*)"$/, function (stream, text) {
  assert.ok(this.last[streams[stream]].includes(text), this.report());
});

Then(/^(standard output|standard error) has no "(.*)"$/, function (stream, text) {
  assert.ok(!this.last[streams[stream]].includes(text), this.report());
});

Then(/^(standard output|standard error) is empty$/, function (stream) {
  assert.equal(this.last[streams[stream]], '', this.report());
});

Then(/^(standard output|standard error) matches \/(.*)\/$/, function (stream, pattern) {
  assert.match(this.last[streams[stream]], new RegExp(pattern, 'mu'), this.report());
});

Then('standard output is {int} line(s)', function (count) {
  assert.equal(this.last.out.split('\n').length - 1, count, this.report());
});

function paths(world) {
  return world.document().results.map((result) => result.path);
}

Then('the first result is {string}', function (wanted) {
  assert.equal(paths(this)[0], wanted, this.report());
});

Then('the results have {string}', function (wanted) {
  assert.ok(paths(this).includes(wanted), this.report());
});

Then('the results have no {string}', function (unwanted) {
  assert.ok(!paths(this).includes(unwanted), this.report());
});

Then('there are no results', function () {
  assert.deepEqual(paths(this), [], this.report());
});

Then('there is/are {int} result(s)', function (count) {
  assert.equal(paths(this).length, count, this.report());
});

Then('every result has the language {string}', function (language) {
  const results = this.document().results;
  assert.ok(results.length > 0, this.report());
  for (const result of results) assert.equal(result.language, language, this.report());
});

Then('no result has the text {string}', function (text) {
  for (const result of this.document().results) {
    assert.ok(!result.text.includes(text), this.report());
  }
});

Then('the text of the first result has {string}', function (text) {
  assert.ok(this.document().results[0].text.includes(text), this.report());
});

/** The value at a path of names and numbers, such as results.0.commit.subject. */
function lookUp(world, place) {
  return place.split('.').reduce((value, key) => {
    assert.ok(Object.hasOwn(value ?? {}, key), `no ${place}\n${world.report()}`);
    return value[key];
  }, world.document());
}

Then(/^the field ([\w.]+) is (.*)$/, function (place, wanted) {
  assert.deepEqual(lookUp(this, place), JSON.parse(wanted), this.report());
});

Then(/^the field ([\w.]+) matches \/(.*)\/$/, function (place, pattern) {
  assert.match(String(lookUp(this, place)), new RegExp(pattern), this.report());
});

Then('every score is from 0 to 1 and none is higher than the one before', function () {
  const scores = this.document().results.map((result) => result.score);
  assert.ok(scores.length > 0, this.report());
  assert.ok(scores.every((score) => score >= 0 && score <= 1), this.report());
  assert.deepEqual(scores, [...scores].sort((a, b) => b - a), this.report());
});

Then('the file {string} is there', function (name) {
  assert.ok(fs.existsSync(path.join(this.folder, name)), this.report());
});

Then('the file {string} is not there', function (name) {
  assert.ok(!fs.existsSync(path.join(this.folder, name)), this.report());
});

Then('the file {string} in the home folder has mode {word}', function (name, mode) {
  const { mode: bits } = fs.statSync(path.join(this.root, 'home', name));
  assert.equal((bits & 0o777).toString(8), mode.replace(/^0/, ''), this.report());
});
