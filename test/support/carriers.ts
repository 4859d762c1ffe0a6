/** What a plan is made for, where a test needs no transport: frames as they are. */
import type { Carrier } from '../../src/machines/options.ts'
import { raw as rawCodec } from '../../src/transport/framing.ts'

export const whole: Carrier = { cut: 'whole', encode: (payload) => payload }
export const raw: Carrier = { cut: rawCodec().cut, encode: (payload) => payload }
