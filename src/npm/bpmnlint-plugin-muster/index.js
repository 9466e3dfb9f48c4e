'use strict';

const names = [
  'branch-variables',
  'business-key',
  'deployment-binding',
  'external-task',
  'id-prefix',
  'inner-async-after',
  'no-code',
  'task-documentation',
  'time-to-live',
  'user-task'
];

const each = (value) => Object.fromEntries(names.map((name) => [name, value(name)]));

module.exports = {
  configs: {
    all: { rules: Object.fromEntries(names.map((name) => [`muster/${name}`, 'error'])) }
  },
  rules: each((name) => `./rules/${name}.js`)
};
