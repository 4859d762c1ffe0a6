/** What the page follows now: its server, until somebody opens a file. */
import { openFile } from './file.ts'
import { follow } from './live/live.ts'

let leave: () => void = () => {}

export function followServer(): void {
  leave = follow(location)
}

export function openHere(file: File): void {
  void openFile(file, () => leave())
}
