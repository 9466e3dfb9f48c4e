// Runs in its own process, below the check: prints the cards for the products on its command line.
import { pathToFileURL } from 'node:url';

const { priceCard } = await import(pathToFileURL(process.argv[2]).href);
const cards = JSON.parse(process.argv[3]).map(priceCard);
console.log(`cards ${process.argv[4]} ${JSON.stringify(cards)}`);
