const orders = [
  { id: 'o-1001', state: 'open', cents: 12950 },
  { id: 'o-1002', state: 'shipped', cents: 4900 },
  { id: 'o-1003', state: 'open', cents: 780 },
];

/** Orders that nobody has shipped yet. */
export function openOrders() {
  return orders.filter((order) => order.state === 'open');
}
