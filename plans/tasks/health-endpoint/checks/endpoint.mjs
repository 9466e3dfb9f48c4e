// Starts the service and asks for its health as a monitor would. A release that nobody could know
// beforehand is written into package.json first, so that a copied version is noticed.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { start } from './service.mjs';

process.on('uncaughtException', (problem) => {
  console.log(`not accepted: ${problem.message}`);
  process.exit(1);
});

const release = `9.${Math.floor(Math.random() * 1000)}.${process.pid}`;
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
writeFileSync('package.json', JSON.stringify({ ...manifest, version: release }));

const { url, stop } = await start(process.cwd());
try {
  const response = await fetch(`${url}/api/health`);
  assert.equal(response.status, 200, 'GET /api/health answers 200');
  const body = await response.json();
  assert.match(response.headers.get('content-type') ?? '', /^application\/health\+json/, 'media type');
  assert.equal(response.headers.get('cache-control'), 'no-store', 'cache-control');
  assert.deepEqual(Object.keys(body).sort(), ['releaseId', 'serviceId', 'status', 'uptimeSeconds'], 'fields');
  assert.equal(body.status, 'pass', 'status');
  assert.equal(body.serviceId, 'orders-api', 'serviceId is the name in package.json');
  assert.equal(body.releaseId, release, 'releaseId is the version in package.json');
  assert.ok(Number.isInteger(body.uptimeSeconds) && body.uptimeSeconds >= 0, 'uptimeSeconds is a whole number');
  for (const path of ['/api/healthz', '/api/health/', '/nothing']) {
    assert.equal((await fetch(url + path)).status, 404, `${path} answers 404`);
  }
  assert.equal((await fetch(`${url}/api/health`, { method: 'POST' })).status, 404, 'POST answers 404');
  const orders = await fetch(`${url}/api/orders`);
  assert.equal((await orders.json()).orders?.length, 2, 'the orders are still served');
  assert.match(orders.headers.get('content-type') ?? '', /^application\/json/, 'orders are still JSON');
  console.log('the health endpoint keeps the conventions');
} finally {
  stop();
}
