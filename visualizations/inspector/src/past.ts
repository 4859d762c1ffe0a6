/** What happened, as far as it is known: the log, the charts and the timeline ask it. */
import { type Signal, signal } from '@preact/signals'
import { History } from '../../../src/inspector/model/history.ts'

/** Another one for another source. It grows in place: `news` tells when. */
export const past: Signal<History> = signal(new History())
