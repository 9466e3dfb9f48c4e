// Starts the service on a free port, asks for each route given (such as api/orders), prints what came back.
import { createApp } from '../src/server.mjs';

const app = createApp();
app.listen(0, '127.0.0.1', async () => {
  for (const route of process.argv.slice(2)) {
    const response = await fetch(`http://127.0.0.1:${app.address().port}/${route}`);
    const type = response.headers.get('content-type');
    const cache = response.headers.get('cache-control');
    console.log(`/${route} ${response.status} ${type} cache-control=${cache} ${await response.text()}`);
  }
  app.closeAllConnections();
  app.close();
});
