/** The signs before the names of states: a square of 14 pixels each, drawn with the colour of their state. */

export type Mark =
  | 'dot'
  | 'dialling'
  | 'pulse'
  | 'warning'
  | 'cross'
  | 'clock'
  | 'square'
  | 'hollow'
  | 'octagon'
  | 'history'
  | 'deepHistory'

/** Class `s` is a stroke in the state's colour, `f` is filled with it, `k` is a stroke in the box's own colour. */
export const marks: Readonly<Record<Mark, string>> = {
  dot: '<circle class="s" cx="7" cy="7" r="4.5"/>',
  // Two arcs of a circle that is still open.
  dialling:
    '<path class="s" d="M7 1.5A5.5 5.5 0 0 1 12.5 7M7 12.5A5.5 5.5 0 0 1 1.5 7"/><circle class="f" cx="7" cy="7" r="2"/>',
  pulse: '<path class="s" d="M0.5 8H3.5L5.5 2.5L8.5 12L10.5 8H13.5"/>',
  warning: '<path class="f" d="M7 1L13.5 12.5H0.5Z"/><path class="k" d="M7 5V8.3M7 10.4V10.9"/>',
  cross: '<path class="s b" d="M2.5 2.5L11.5 11.5M11.5 2.5L2.5 11.5"/>',
  clock: '<circle class="s" cx="7" cy="7" r="5.7"/><path class="s" d="M7 3.6V7L9.4 8.6"/>',
  square: '<rect class="f" x="2" y="2" width="10" height="10" rx="1.5"/>',
  hollow: '<rect class="s" x="2.5" y="2.5" width="9" height="9" rx="1.5"/>',
  octagon:
    '<path class="f" d="M4.3 0.5H9.7L13.5 4.3V9.7L9.7 13.5H4.3L0.5 9.7V4.3Z"/><path class="k" d="M4.6 4.6L9.4 9.4M9.4 4.6L4.6 9.4"/>',
  history: '<circle class="s" cx="7" cy="7" r="6"/><path class="s" d="M5 4.3V9.7M9 4.3V9.7M5 7H9"/>',
  deepHistory:
    '<circle class="s" cx="7" cy="7" r="6"/><path class="s" d="M4 4.3V9.7M7 4.3V9.7M4 7H7M10 4.5V7.5M8.8 5.2L11.2 6.8M11.2 5.2L8.8 6.8"/>',
}
