import { defineConfig } from 'vite'

export default defineConfig({
  build: { rolldownOptions: { input: ['page/index.html', 'react/index.html'] } },
})
