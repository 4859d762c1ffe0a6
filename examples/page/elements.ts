/** Small helpers for a page without a framework. */

/** The one element that is there for sure, since it stands in the page's HTML. */
export function find<E extends Element>(
  selector: string,
  kind: new () => E,
  within: ParentNode = document,
): E {
  const found = within.querySelector(selector)
  if (!(found instanceof kind)) throw new Error(`the page has no ${selector}`)
  return found
}

/** An element with a class and a text. */
export function make(name: string, text: string, className = ''): HTMLElement {
  const element = document.createElement(name)
  element.textContent = text
  element.className = className
  return element
}

/** A change of text that is none is not announced to anybody. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
