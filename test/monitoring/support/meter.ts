/** A real meter of OpenTelemetry's SDK, collected when the test says so. */
import type { Meter } from '@opentelemetry/api'
import {
  type ExponentialHistogram,
  type Histogram,
  MeterProvider,
  MetricReader,
} from '@opentelemetry/sdk-metrics'

class ByHand extends MetricReader {
  protected async onShutdown(): Promise<void> {}
  protected async onForceFlush(): Promise<void> {}
}

export class TestMeter {
  readonly #reader = new ByHand()
  readonly #provider = new MeterProvider({ readers: [this.#reader] })
  readonly meter: Meter = this.#provider.getMeter('pulsetree')

  /** What is there now: by name, then by attributes as JSON; histograms as `{ count, sum }`. */
  async collect(): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>> {
    const { resourceMetrics, errors } = await this.#reader.collect()
    if (errors.length > 0) throw errors[0]
    return Object.fromEntries(
      resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
        metrics.map(({ descriptor, dataPoints }) => [
          descriptor.name,
          Object.fromEntries(
            dataPoints.map((point) => [JSON.stringify(point.attributes), figureOf(point.value)]),
          ),
        ]),
      ),
    )
  }

  /** The sum over all attributes that hold what is wanted. */
  async sum(name: string, wanted: Readonly<Record<string, unknown>> = {}): Promise<number> {
    const points = Object.entries((await this.collect())[name] ?? {})
    return points
      .filter(([attributes]) => {
        const found = JSON.parse(attributes)
        return Object.entries(wanted).every(([key, value]) => found[key] === value)
      })
      .reduce((sum, [, value]) => sum + Number(value), 0)
  }

  async units(): Promise<Readonly<Record<string, string>>> {
    const { resourceMetrics } = await this.#reader.collect()
    return Object.fromEntries(
      resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
        metrics.map(({ descriptor }) => [descriptor.name, descriptor.unit]),
      ),
    )
  }
}

function figureOf(value: number | Histogram | ExponentialHistogram): unknown {
  return typeof value === 'number' ? value : { count: value.count, sum: value.sum }
}
