const tiers = [
  { fromCents: 50000, percent: 15 },
  { fromCents: 20000, percent: 7 },
  { fromCents: 5000, percent: 3 },
];

/** The discount in per cent for an order of this value. */
export function discountPercent(cents) {
  return tiers.find((tier) => cents >= tier.fromCents)?.percent ?? 0;
}

/** The discount in whole cents, rounded down. */
export function discountCents(cents) {
  return Math.floor((cents * discountPercent(cents)) / 100);
}
