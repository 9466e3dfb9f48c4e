// Fifteen finance tools that really compute, on three invented companies.
import { schema } from './stdio.mjs';

const COMPANIES = {
  ALPN: { name: 'Alpine Robotics', sector: 'Industrials', shares: 120, start: 84, revenue: 2400, costs: 1890, debt: 610, equity: 1450, capex: 140, dividend: 1.2 },
  BRKW: { name: 'Brookwater Utilities', sector: 'Utilities', shares: 340, start: 41, revenue: 3900, costs: 3260, debt: 4100, equity: 2950, capex: 720, dividend: 1.85 },
  CDRN: { name: 'Cedarn Software', sector: 'Technology', shares: 75, start: 132, revenue: 980, costs: 655, debt: 0, equity: 870, capex: 35, dividend: 0 },
};
const DAYS = 120;

/** A repeatable price curve: the same question has the same answer on every machine. */
function closes(symbol) {
  const { start } = company(symbol);
  const phase = symbol.charCodeAt(0);
  return Array.from({ length: DAYS }, (_, day) =>
    cents(start * (1 + 0.0012 * day + 0.04 * Math.sin((day + phase) / 7) + 0.015 * Math.cos((day * phase) / 11))),
  );
}

function company(symbol) {
  const found = COMPANIES[String(symbol).toUpperCase()];
  if (!found) throw new Error(`unknown symbol ${symbol}; known: ${Object.keys(COMPANIES).join(', ')}`);
  return found;
}

const cents = (value) => Math.round(value * 100) / 100;
const mean = (values) => values.reduce((sum, each) => sum + each, 0) / values.length;
const last = (symbol, days) => closes(symbol).slice(-days);

function window(period, otherwise) {
  const days = period ?? otherwise;
  if (!Number.isInteger(days) || days < 2 || days > DAYS) throw new Error(`period must be 2 to ${DAYS}`);
  return days;
}

function quote(symbol) {
  const [before, now] = last(symbol, 2);
  return { symbol, price: now, change: cents(now - before), changePercent: cents((100 * (now - before)) / before) };
}

function ema(values, days) {
  const weight = 2 / (days + 1);
  return values.slice(1).reduce((level, value) => value * weight + level * (1 - weight), values[0]);
}

function rsi(symbol, days) {
  const values = last(symbol, days + 1);
  const moves = values.slice(1).map((value, i) => value - values[i]);
  const up = mean(moves.map((move) => Math.max(move, 0)));
  const down = mean(moves.map((move) => Math.max(-move, 0)));
  return down === 0 ? 100 : cents(100 - 100 / (1 + up / down));
}

function bands(symbol, days) {
  const values = last(symbol, days);
  const middle = mean(values);
  const spread = 2 * Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  return { lower: cents(middle - spread), middle: cents(middle), upper: cents(middle + spread) };
}

function ratios(symbol) {
  const { revenue, costs, equity, debt, shares } = company(symbol);
  const income = revenue - costs;
  const price = closes(symbol).at(-1);
  return {
    priceEarnings: cents((price * shares) / income),
    returnOnEquity: cents((100 * income) / equity),
    debtToEquity: cents(debt / equity),
    margin: cents((100 * income) / revenue),
  };
}

function screened({ sector, minMargin }) {
  return Object.keys(COMPANIES)
    .filter((symbol) => sector === undefined || COMPANIES[symbol].sector === sector)
    .filter((symbol) => minMargin === undefined || ratios(symbol).margin >= minMargin);
}

const one = schema({ symbol: 'string' });
const periodic = schema({ symbol: 'string', period: 'number?' });
const tool = (name, description, inputSchema, run) => ({ name, description, inputSchema, run });

/** The tools, in the order in which the server lists them. */
export const tools = [
  tool('get_quote', 'Latest price and change of a symbol', one, ({ symbol }) => quote(symbol)),
  tool('get_quotes', 'Latest prices of several symbols', schema({ symbols: 'string[]' }), ({ symbols }) => symbols.map(quote)),
  tool('get_price_history', 'Daily closes, oldest first', schema({ symbol: 'string', days: 'number?' }), ({ symbol, days }) => last(symbol, window(days, 30))),
  tool('get_company_profile', 'Name and sector', one, ({ symbol }) => ({ name: company(symbol).name, sector: company(symbol).sector })),
  tool('get_income_statement', 'Revenue, costs and income in millions', one, ({ symbol }) => { const { revenue, costs } = company(symbol); return { revenue, costs, income: revenue - costs }; }),
  tool('get_balance_sheet', 'Debt and equity in millions', one, ({ symbol }) => ({ debt: company(symbol).debt, equity: company(symbol).equity, total: company(symbol).debt + company(symbol).equity })),
  tool('get_cash_flow', 'Operating and free cash flow in millions', one, ({ symbol }) => { const { revenue, costs, capex } = company(symbol); return { operating: revenue - costs, capex, free: revenue - costs - capex }; }),
  tool('get_financial_ratios', 'Valuation and profitability', one, ({ symbol }) => ratios(symbol)),
  tool('get_dividends', 'Dividend per share and yield', one, ({ symbol }) => ({ perShare: company(symbol).dividend, yieldPercent: cents((100 * company(symbol).dividend) / closes(symbol).at(-1)) })),
  tool('get_sma', 'Simple moving average', periodic, ({ symbol, period }) => cents(mean(last(symbol, window(period, 20))))),
  tool('get_ema', 'Exponential moving average', periodic, ({ symbol, period }) => cents(ema(closes(symbol), window(period, 20)))),
  tool('get_rsi', 'Relative strength index', periodic, ({ symbol, period }) => rsi(symbol, window(period, 14))),
  tool('get_macd', 'Moving average convergence divergence (12, 26)', one, ({ symbol }) => cents(ema(closes(symbol), 12) - ema(closes(symbol), 26))),
  tool('get_bollinger_bands', 'Mean and two deviations', periodic, ({ symbol, period }) => bands(symbol, window(period, 20))),
  tool('screen_stocks', 'Symbols by sector and margin', schema({ sector: 'string?', minMargin: 'number?' }), screened),
];
