/** One end of a connection whose frames travel apart: each write is a message, and each message a frame. */
import { tooLong } from '../framing/codec.ts'
import { raw } from '../framing.ts'
import type { Payload } from '../transport.ts'
import { encodeAs, type Form } from './form.ts'
import { MemoryLink } from './link.ts'
import type { Door } from './parts.ts'
import type { Data, Pipe } from './pipe.ts'
import type { Wire } from './world.ts'

type MessageForm = Extract<Form, { readonly delivers: 'messages' }>

/** Never asked: nothing here is cut. */
const UNCUT = raw()

export class MessageLink extends MemoryLink {
  protected override readonly isWhole = true
  readonly #form: MessageForm

  constructor(form: MessageForm, peer: string, wire: Wire, inbound: Pipe, outbound: Pipe, door: Door | null) {
    super(UNCUT, peer, wire, inbound, outbound, door)
    this.#form = form
  }

  override encode(payload: Payload): Payload {
    return encodeAs(this.#form, payload)
  }

  protected override takeData({ bytes, text }: Data): void {
    if (this.over) return
    this.owner.heard()
    if (this.over) return
    if (bytes.length <= this.#form.maxFrameBytes) {
      this.owner.frame(bytes, text)
      return
    }
    this.end({ kind: 'protocol', by: 'peer', detail: tooLong(this.#form.maxFrameBytes).message })
    this.abandon()
  }
}
