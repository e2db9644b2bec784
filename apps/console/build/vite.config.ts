import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * Shared code is in three files: a browser opens six connections to a host with HTTP/1.1, so twenty small files would
 * wait for each other. The packages have their own file because they change least.
 */
const SHARED = [
  {
    name: 'framework',
    test: /node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack\/(?!react-virtual|virtual-core)[\w-]+)\//,
    priority: 3,
  },
  { name: 'shared', test: /\/web\/(?!layout)|\/lucide-react\//, minShareCount: 3, priority: 2 },
  { name: 'frame', test: /\/web\/layout\//, minShareCount: 2, priority: 1 },
]

export default defineConfig({
  root: fileURLToPath(new URL('../web', import.meta.url)),
  base: '/console/',
  plugins: [react(), tailwindcss()],
  build: {
    target: 'es2022',
    // `src/pages/preload-links.ts` reads it.
    manifest: 'manifest.json',
    // These would be inline, which the content security policy forbids.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: SHARED } } },
  },
})
