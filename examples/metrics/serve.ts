/** The exporter's answer at a port of this machine; any free one for 0. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { PrometheusExporter } from '@opentelemetry/exporter-prometheus'

export async function serveMetrics(exporter: PrometheusExporter, port: number) {
  const server = createServer((request, response) => {
    if (request.url === '/metrics') exporter.getMetricsRequestHandler(request, response)
    else response.writeHead(404).end()
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://127.0.0.1:${bound}/metrics`,
    async close(): Promise<void> {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
