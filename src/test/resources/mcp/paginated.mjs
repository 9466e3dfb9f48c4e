import { serve, tool } from './server.mjs';
const all = Array.from({ length: 40 }, (_, n) => tool(`tool-${n}`));
serve({
  list: ({ cursor }) => {
    const from = Number(cursor ?? 0);
    const next = from + 10;
    return { tools: all.slice(from, next), ...(next < all.length ? { nextCursor: String(next) } : {}) };
  },
});
