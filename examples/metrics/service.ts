/**
 * A program that keeps a connection and shows how it is: metrics for Prometheus at http://127.0.0.1:9464/metrics, and a log
 * by pino on stdout.
 *
 *     npx tsx examples/metrics/service.ts tcp://127.0.0.1:7373 [--metrics-port 9464]
 */
import { parseArgs } from 'node:util'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { pino } from 'pino'
import { pingPong, supervise } from 'pulsetree'
import { metrics } from 'pulsetree/metrics'
import { pinoLog } from 'pulsetree/pino'
import { tcp } from 'pulsetree/tcp'
import { serveMetrics } from './serve.ts'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'metrics-port': { type: 'string', default: '9464' } },
})

const log = pino()
// It is asked by the server below, on a port that may be any.
const reader = new PrometheusExporter({ preventServerStart: true })
const provider = new MeterProvider({ readers: [reader] })

const fleet = supervise({ name: 'service' })
metrics(fleet, { meter: provider.getMeter('pulsetree') })
pinoLog(fleet, log)

const server = await serveMetrics(reader, Number(options['metrics-port']))
log.info({ url: server.url }, 'metrics')

const [endpoint = 'tcp://127.0.0.1:7373'] = positionals
fleet.connect('prices', tcp(endpoint), {
  // A frozen peer is suspect within 1 s, and dead within 1.5 s.
  heartbeat: { protocol: pingPong, everyMs: 500, timeoutMs: 500, misses: 2 },
  backoff: { firstMs: 100, maxMs: 1_000 },
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => fleet.stop())
await fleet.ended
await server.close()
await provider.shutdown()
