/** What the shop sells, with what is in the store. */
export const products = [
  { sku: 'C-20', name: 'Cups, set of 4', stock: 31 },
  { sku: 'F-11', name: 'Filter "fine"', stock: 12 },
  { sku: 'G-02', name: 'Grinder <S>', stock: 1 },
  { sku: 'K-07', name: 'Kettle', stock: 4 },
  { sku: 'T-10', name: 'Tea & honey', stock: 0 },
  { sku: 'W-01', name: 'Scales', stock: 6 },
];
