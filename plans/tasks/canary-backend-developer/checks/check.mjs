// Starts the service and compares its quotes with ours, for every zone and around each kilogram.
import assert from 'node:assert/strict';
import { start } from './service.mjs';

process.on('uncaughtException', (problem) => {
  console.log(`not accepted: ${problem.message}`);
  process.exit(1);
});

const RATES = { A: [590, 120], B: [890, 210], C: [1450, 385], D: [2290, 640] };

function expected(zone, grams) {
  const [base, perKilogram] = RATES[zone];
  const netCents = base + perKilogram * Math.ceil(grams / 1000);
  const taxCents = Math.floor((netCents * 81 + 500) / 1000);
  return { zone, grams, netCents, taxCents, totalCents: 5 * Math.floor((2 * (netCents + taxCents) + 5) / 10) };
}

const { url, stop } = await start(process.cwd());
try {
  for (const zone of Object.keys(RATES)) {
    for (const grams of [1, 999, 1000, 1001, 2500, 7000, 12345, 30000]) {
      const response = await fetch(`${url}/api/quote?zone=${zone}&grams=${grams}`);
      assert.equal(response.status, 200, `zone ${zone}, ${grams} g answers 200`);
      assert.deepEqual(await response.json(), expected(zone, grams), `the quote for zone ${zone}, ${grams} g`);
    }
  }
  await refused('zone=E&grams=100', 404);
  await refused('grams=100', 404);
  for (const grams of ['0', '-1', '30001', '1.5', 'abc', '']) await refused(`zone=A&grams=${grams}`, 400);
  await refused('zone=A', 400);
  assert.equal((await fetch(`${url}/api/zones`)).status, 200, 'the zones are still served');
  console.log('the quotes are right');
} finally {
  stop();
}

async function refused(query, status) {
  const response = await fetch(`${url}/api/quote?${query}`);
  assert.equal(response.status, status, `${query} answers ${status}`);
  assert.ok((await response.json()).error, `${query} says why`);
}
