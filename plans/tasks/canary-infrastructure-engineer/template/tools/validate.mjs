// Checks the shape of infra/capacity.json and says what the change costs each month.
import { readFileSync } from 'node:fs';

const { sizes, hosts } = JSON.parse(readFileSync('infra/fleet.json', 'utf8'));
const plan = JSON.parse(readFileSync('infra/capacity.json', 'utf8'));
const price = new Map(sizes.map(({ name, monthlyChf }) => [name, monthlyChf]));
const problems = [];

for (const host of Object.keys(hosts)) {
  const entry = plan.find((each) => each.host === host);
  if (!entry) problems.push(`${host} is absent`);
  else if (!price.has(entry.size)) problems.push(`${host}: unknown size ${entry.size}`);
  else if ((entry.action === 'keep') !== (entry.size === hosts[host])) problems.push(`${host}: size does not fit ${entry.action}`);
}
if (problems.length > 0) {
  console.log(problems.join('\n'));
  process.exit(1);
}
const sum = (names) => names.reduce((total, name) => total + price.get(name), 0);
console.log(`valid: CHF ${sum(Object.values(hosts))} -> CHF ${sum(plan.map((each) => each.size))} a month`);
