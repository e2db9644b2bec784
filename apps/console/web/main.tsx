import './app.css'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { startTransition, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { rememberKnown } from './api/known.ts'
import { applyStoredTheme } from './layout/theme.ts'
import { createAppRouter } from './router.tsx'
import { reloadOnce } from './reload-once.ts'
import { loadModals } from './ui/modal.tsx'
import { isPassing } from './ui/states.tsx'
import { Toasts } from './ui/toasts.tsx'

applyStoredTheme()

window.addEventListener('vite:preloadError', reloadOnce)

const client = new QueryClient({
  defaultOptions: { queries: { retry: (count, error) => count < 2 && isPassing(error), staleTime: 5_000 } },
})
rememberKnown(client)

// A dialog must open at once: its code is loaded when somebody begins to use the page.
for (const event of ['pointermove', 'pointerdown', 'keydown'])
  window.addEventListener(event, loadModals, { once: true })

const app = (
  <StrictMode>
    {/* The content security policy forbids inline styles. */}
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={client}>
        <RouterProvider router={createAppRouter(client)} />
        <Toasts />
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>
)

// A transition is drawn in short pieces, so that the page does not stand still for a moment on a slow phone.
startTransition(() => createRoot(document.querySelector('#root')!).render(app))
