export { slug } from './slug.mjs';
export { truncate } from './truncate.mjs';
