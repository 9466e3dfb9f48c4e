import { createApp } from './server.mjs';

const app = createApp();
app.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  console.log(`listening on ${app.address().port}`);
});
