/** All series there are, one for each instrument, and where they are told. */
import type { Attributes, BatchObservableResult, Meter, Observable } from '@opentelemetry/api'
import { INSTRUMENTS, type InstrumentKey } from './instruments.ts'
import { Series } from './series.ts'

export class Figures {
  readonly #meter: Meter
  readonly #constant: Attributes
  readonly #series = new Map<InstrumentKey, Series>()
  readonly #instruments = new Map<InstrumentKey, Observable>()
  readonly #callback: (result: BatchObservableResult) => void

  /**
   * @param constant told with each value.
   * @param ask called before all that is present is told; it has been reset.
   */
  constructor(meter: Meter, constant: Attributes, ask: () => void) {
    this.#meter = meter
    this.#constant = constant
    for (const key of keys()) {
      this.#series.set(key, new Series())
      this.#instruments.set(key, this.#make(key))
    }
    this.#callback = (result) => {
      for (const key of keys()) if (INSTRUMENTS[key].behaviour !== 'sum') this.#of(key).reset()
      ask()
      this.#tell(result)
    }
    meter.addBatchObservableCallback(this.#callback, [...this.#instruments.values()])
  }

  add(key: InstrumentKey, value: number, attributes: Attributes = {}): void {
    this.#of(key).add(value, { ...attributes, ...this.#constant })
  }

  /** In place of what it was: of a sum that is kept elsewhere. */
  set(key: InstrumentKey, value: number, attributes: Attributes = {}): void {
    this.#of(key).set(value, { ...attributes, ...this.#constant })
  }

  close(): void {
    this.#meter.removeBatchObservableCallback(this.#callback, [...this.#instruments.values()])
  }

  #tell(result: BatchObservableResult): void {
    for (const [key, instrument] of this.#instruments) {
      this.#of(key).tell((value, attributes) => result.observe(instrument, value, attributes))
    }
  }

  #make(key: InstrumentKey): Observable {
    const { behaviour, name, unit, description } = INSTRUMENTS[key]
    const options = { unit, description }
    if (behaviour === 'sum') return this.#meter.createObservableCounter(name, options)
    if (behaviour === 'present') return this.#meter.createObservableUpDownCounter(name, options)
    return this.#meter.createObservableGauge(name, options)
  }

  #of(key: InstrumentKey): Series {
    const series = this.#series.get(key) ?? new Series()
    this.#series.set(key, series)
    return series
  }
}

function keys(): InstrumentKey[] {
  return Object.keys(INSTRUMENTS).filter(isKey)
}

function isKey(name: string): name is InstrumentKey {
  return Object.hasOwn(INSTRUMENTS, name)
}
