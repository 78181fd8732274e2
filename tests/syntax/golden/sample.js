#!/usr/bin/env node
'use strict';

/**
 * A job queue that survives restarts.
 *
 * @module queue
 */

const fs = require('fs');
const { EventEmitter } = require('events');

const DEFAULTS = { retries: 3, delay: (attempt) => 2 ** attempt * 100 };

/**
 * Create a queue that is stored in `folder`.
 */

module.exports = function createQueue(folder, options) {
  return new Queue(folder, Object.assign({}, DEFAULTS, options));
};

/** Milliseconds of a text such as "5m". */
const parseDuration = (text) => Number.parseInt(text, 10) * 1000;

export const sleep = async (ms, { signal } = {}) => {
  // anonymous callbacks are no symbols
  await new Promise((resolve) => setTimeout(resolve, ms));
};

const first = (list) => list[0],
  last = function (list) {
    return list[list.length - 1];
  };

// Runs once however often it is called.
const connect = once(function () {
  return fs.openSync('/dev/null');
});

export class Queue extends EventEmitter {
  static #instances = new Map();

  onError = (error) => {
    this.emit('error', error);
  };

  /** @param {string} folder */
  constructor(folder, options) {
    super();
    this.settle = function () {};
  }

  get length() { return this.jobs.length; }
  set length(value) { this.jobs.length = value; }

  /* Takes jobs off, oldest first. */
  async *[Symbol.asyncIterator]() {
    while (this.length) yield this.jobs.shift();
  }

  static of(...jobs) {
    const queue = new this();
    jobs.forEach(function (job) { queue.push(job); });
    return queue;
  }

  #flush(größe = 1) {}
}

/**
 * Appends a job.
 * @param {Job} job
 */
Queue.prototype.push = function push(job) {
  this.jobs.push(job);
};

Queue.prototype.add = Queue.prototype.enqueue = function (job) {};

var helpers = exports.helpers = {
  /** Pretty 😀 */
  format(job) { return `${job.name}: ${job.state}`; },
  'is-done': (job) => job.state === 'done',
  time: {
    now: function () { return Date.now(); },
  },
};

exports.retry = async function (job) {};
app.cache['lookup'] = (key) => key;

function* ids(
  prefix, // what they start with
  start = 0,
) {
  for (let i = start; ; i++) yield prefix + i;
}

/** Length of the queue. */
defineGetter(app, 'pending', function pending() {
  return this.jobs.length;
});

(function main() {
  process.on('exit', () => {});
})();

export const Badge = React.memo(({ count }) => <b onClick={() => count()}>{count}</b>);

const Base = (Parent) => class Mixed extends Parent { mixed() {} };

export default () => {};
