// Breaks a sound diagram in one way at a time; each rule has to see its own break.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

// The tools are installed beside the working directory, not beside this file.
const require = createRequire(join(process.cwd(), 'package.json'));
const { BpmnModdle } = require('bpmn-moddle');
const { Linter } = require('bpmnlint');
const NodeResolver = require('bpmnlint/lib/resolver/node-resolver');
const camunda = require('camunda-bpmn-moddle/resources/camunda.json');
const processes = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'processes');
const read = (name) => readFileSync(join(processes, `${name}.bpmn`), 'utf8');

async function broken(xml) {
  const { rootElement } = await new BpmnModdle({ camunda }).fromXML(xml);
  const linter = new Linter({ config: { extends: 'plugin:muster/all' }, resolver: new NodeResolver() });
  return Object.keys(await linter.lint(rootElement)).map((rule) => rule.replace('muster/', ''));
}

const breaks = [
  ['branch-variables', 'mcp-installation', /<camunda:inputParameter name="bindingState" \/>/, ''],
  ['business-key', 'workflow-test', /<camunda:in businessKey="[^"]+" \/>/, ''],
  ['deployment-binding', 'workflow-test', / camunda:calledElementBinding="deployment"/, ''],
  ['deployment-binding', 'gate-review', /camunda:formRefBinding="deployment"/, 'camunda:formRefBinding="latest"'],
  ['external-task', 'workflow-test', /camunda:topic="prepare-test"/, ''],
  ['id-prefix', 'workflow-test', /Task_PrepareTest/g, 'Activity_1xy'],
  ['inner-async-after', 'wave-rollout', /camunda:asyncAfter="true"/, ''],
  ['no-code', 'workflow-test', /camunda:type="external"/, 'camunda:class="a.B"'],
  ['no-code', 'gate-review', /\$\{verdict == 'PASS'\}/, "${''.getClass() == verdict}"],
  ['task-documentation', 'workflow-test', /<bpmn:documentation>Names[^<]+<\/bpmn:documentation>/, ''],
  ['time-to-live', 'workflow-test', /P365D/, 'P1D'],
  ['user-task', 'gate-review', /camunda:candidateGroups="approvers"/, ''],
  ['user-task', 'gate-review', /camunda:formRef="approve-gate"/, '']
];

for (const [rule, name, part, instead] of breaks) {
  test(`${rule} sees it when ${part} is broken in ${name}`, async () => {
    assert.deepEqual(await broken(read(name)), []);
    const changed = read(name).replace(part, instead);
    assert.notEqual(changed, read(name), 'nothing was broken');
    assert.ok((await broken(changed)).includes(rule));
  });
}
