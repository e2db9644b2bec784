import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: fileURLToPath(new URL('../web', import.meta.url)),
  base: '/console/',
  plugins: [react(), tailwindcss()],
  build: {
    target: 'es2022',
    // For `src/pages/preload-links.ts`.
    manifest: 'manifest.json',
    // Written into the document otherwise, which the policy of the pages forbids.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
})
