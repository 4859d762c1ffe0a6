/** Draws at most once a frame, however often it is asked to, and not at all while the page is hidden. */
export class OnceAFrame {
  readonly #draw: () => void
  #asked: number | null = null

  constructor(draw: () => void) {
    this.#draw = draw
  }

  ask(): void {
    this.#asked ??= requestAnimationFrame(() => {
      this.#asked = null
      this.#draw()
    })
  }

  cancel(): void {
    if (this.#asked !== null) cancelAnimationFrame(this.#asked)
    this.#asked = null
  }
}
