import { defineConfig } from 'vite'
import { viteSingleFile } from 'vite-plugin-singlefile'

/** One file, which asks nobody for anything but its own server for its feed. */
export default defineConfig({
  plugins: [viteSingleFile()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
})
